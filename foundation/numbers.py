"""Whole numbers that strangers write into addresses and forms."""

from typing import Final

LONGEST: Final = 18
"""Most digits of a number that fits into every whole column of the database, whichever digits they are."""
YEAR: Final = 4


def number_in(text: str) -> int | None:
    """The whole number that `text` writes, 0 or more; None for anything else, such as ², -1 or five thousand digits."""
    return int(text) if len(text) <= LONGEST and text.isascii() and text.isdecimal() else None


def year_in(text: str) -> int | None:
    """The year that `text` writes with four digits; None for anything else."""
    return number_in(text) if len(text) == YEAR else None
