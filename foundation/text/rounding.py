"""How scores, shares and differences are rounded and written, wherever they are shown: half up, with a comma, 26,98."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Final

from django.utils.formats import get_format, number_format

PLACES: Final = 2
"""Decimals of a score, of its mean, median and spread, on pages, papers, sheets and in messages alike."""
NOTHING: Final = "–"


def rounded(value: Decimal | float, places: int = PLACES) -> Decimal:
    """The value with so many decimals, half up as on paper; a float counts as the shortest number that stands for it.

    Zero has no sign, whichever side it was rounded from.
    """
    found = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return found if found else abs(found)


def in_figures(value: Decimal | float | None, places: int = PLACES) -> str:
    """The rounded value as people read it (26,98), a dash where there is none; thousands are not grouped."""
    return NOTHING if value is None else str(rounded(value, places)).replace(".", _separator())


@cache
def grouped(value: int) -> str:
    """A whole number with a point between thousands: 1234 → "1.234"."""
    return number_format(value, force_grouping=True)


def _separator() -> str:
    """Asked for once: `floatformat` asks for the reader's language per cell, and there is one language."""
    return str(get_format("DECIMAL_SEPARATOR", lang="id", use_l10n=True))
