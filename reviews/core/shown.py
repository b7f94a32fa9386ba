"""A score as people read it: two decimals after a comma, and the word that says when it is not the whole score yet."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from foundation.text.rounding import in_figures

PROVISIONAL: Final = "sementara"
"""Follows every score that rests on fewer complete reviews than a stage asks for, or on fewer stages than count."""


@dataclass(frozen=True, slots=True)
class ShownScore:
    """A score with what has to be said of it; nothing is said of a score that there is not."""

    value: Decimal | None
    provisional: bool

    @property
    def mark(self) -> str:
        """The word that stands beside the number, empty where none has to."""
        return PROVISIONAL if self.provisional and self.value is not None else ""

    def __str__(self) -> str:
        return f"{in_figures(self.value)} {self.mark}".rstrip()
