"""Which components there are: each one template with its contract, one example, and one style file of its own name."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

TEMPLATES: Final = Path(settings.BASE_DIR) / "templates"
_CONTRACT: Final = re.compile(r"\A\{# (.+) #\}\n")


@dataclass(frozen=True, slots=True)
class Component:
    """One component by its name, which is that of its template without underscore and suffix."""

    name: str

    @property
    def template(self) -> Path:
        return TEMPLATES / "components" / f"_{self.name}.html"

    @property
    def example(self) -> str:
        """The template that shows it in every state, for the template engine."""
        return f"gaya/examples/{self.name}.html"

    @property
    def contract(self) -> str:
        """What the component is and takes, as its template opens; empty where it says nothing."""
        found = _CONTRACT.match(self.template.read_text(encoding="utf-8"))
        return found[1] if found else ""


def components() -> list[Component]:
    """All of them, by name."""
    return [Component(path.stem.removeprefix("_")) for path in sorted((TEMPLATES / "components").glob("_*.html"))]
