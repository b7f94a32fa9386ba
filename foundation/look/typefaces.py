"""The typefaces of the portal, each of which comes in a wheel of its own, so that they look alike on every machine."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from django.core import checks


@dataclass(frozen=True, slots=True)
class Typeface:
    """One family by its name, the wheel that brings it, its files without their ending, and where it is used."""

    family: str
    wheel: str
    upright: str
    italic: str
    used: str

    def file(self, *, italic: bool = False) -> Path | None:
        """The variable TTF; None where the wheel is not installed."""
        found = find_spec(self.wheel.replace("-", "_"))
        if found is None or found.origin is None:
            return None
        return Path(found.origin).with_name("files") / f"{self.italic if italic else self.upright}[wght].ttf"


PORTAL: Final = Typeface(
    "Plus Jakarta Sans",
    "fontpkg-plus-jakarta-sans",
    "PlusJakartaSans",
    "PlusJakartaSans-Italic",
    "halaman, ringkasan, buku, dan kartu bagikan",
)
# As wide as Arial, which Tata Naskah asks for, letter by letter.
OFFICIAL: Final = Typeface("Arimo", "fontpkg-arimo", "Arimo", "Arimo-Italic", "naskah dinas")
ALL: Final = (PORTAL, OFFICIAL)


def check(app_configs: Iterable[Any] | None, **more: Any) -> list[checks.CheckMessage]:
    """Django's check: one warning for every typeface that is not there, naming the package that brings it."""
    return [
        checks.Warning(
            f"Paket {face.wheel} tidak terpasang, jadi {face.used} memakai huruf yang ada di komputer ini.",
            hint="Pasang semua paket dari requirements.lock, lalu jalankan manage.py setup.",
            id="foundation.W001",
        )
        for face in ALL
        if face.file() is None
    ]
