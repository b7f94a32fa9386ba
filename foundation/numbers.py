"""Numbers that strangers write into addresses and forms."""

import re
from decimal import Decimal
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


_WRITTEN: Final = re.compile(r"[-−]?(?:[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)")


def decimal_in(text: str) -> Decimal | None:
    """The number that `text` writes as people here do: 5,23, -12.5, 1.250,75; None for anything else.

    A point before exactly three digits parts thousands, as on any Indonesian paper.
    """
    if len(text) > LONGEST + 6 or not _WRITTEN.fullmatch(text) or not text.replace("−", "-").isascii():
        return None
    number = text.replace("−", "-")
    if re.fullmatch(r"-?[1-9]\d{0,2}(\.\d{3})+(,\d+)?", number):
        number = number.replace(".", "")
    return Decimal(number.replace(",", "."))
