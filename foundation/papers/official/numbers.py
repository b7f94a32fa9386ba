"""Numbers of official papers: the city's pattern, dots where a draft has none, and what does not fit it.

The portal never makes a number of the register of the office that sends the paper: it only checks what is entered.
Letters that it issues by itself, many at once, have a series of their own.
"""

import datetime
import re
from functools import cache
from string import Formatter
from typing import Final

from foundation.city import NUMBER_PARTS, city

DOTS: Final = "…"
_SHAPES: Final = {
    "klas": r"\d{3}(?:\.\d{1,3})*",
    "urut": r"\d{1,6}(?:\.[A-Za-z0-9]{1,4})?",
    "unit": r"[A-Za-z0-9][A-Za-z0-9.\-]*",
    "bulan": r"(?:I{1,3}|IV|VI{0,3}|IX|XI{0,2})",
    "tahun": r"(?P<tahun>\d{4})",
}
LONGEST: Final = 80
_MONTHS: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def number_pattern(kind: str) -> str:
    """The pattern of the numbers of such papers. Raises KeyError for a kind that city.yaml does not have."""
    known = city().official_papers
    return known.kind(kind).number_pattern or known.number_pattern


def number_or_dots(number: str | None, kind: str, year: int) -> str:
    """The number as it is printed: as it was entered, or while there is none dots and the year: `…/…/…/2026`."""
    if number:
        return number
    return number_pattern(kind).format_map(dict.fromkeys(NUMBER_PARTS, DOTS) | {"tahun": str(year)})


def number_fault(number: str, kind: str, year: int) -> str:
    """Why such a paper of this year cannot have this number, as a sentence for whoever entered it; empty if it can."""
    found = (
        _shape(number_pattern(kind), city().official_papers.unit_codes).fullmatch(number)
        if len(number) <= LONGEST
        else None
    )
    if found is None:
        return f"Nomor “{number[:LONGEST]}” tidak sesuai pola nomor. Tulis seperti {_example(kind, year)}."
    if found.groupdict().get("tahun") not in (None, str(year)):
        return f"Nomor ini bertahun {found['tahun']}, sedangkan naskahnya tahun {year}. Periksa lagi nomornya."
    return ""


@cache
def _shape(pattern: str, units: tuple[str, ...]) -> re.Pattern[str]:
    parts = _SHAPES | ({"unit": "|".join(map(re.escape, units))} if units else {})
    return re.compile("".join(re.escape(text) + _part(parts, name) for text, name, _, _ in Formatter().parse(pattern)))


def _part(parts: dict[str, str], name: str | None) -> str:
    return f"(?:{parts[name]})" if name else ""


def number_of_series(kind: str, series: str, running: int, day: datetime.date) -> str:
    """A number of the portal's own series in the city's pattern, as `400.14.10/HP.12/BAPPERIDA/2026`.

    The letters of the series before the running number show that it is none of the office's register.
    """
    return _filled(kind, f"{series}.{running}", _MONTHS[day.month - 1], day.year)


def _example(kind: str, year: int) -> str:
    return _filled(kind, "12", "XI", year)


def _filled(kind: str, running: str, month: str, year: int) -> str:
    known = city().official_papers
    unit = known.unit_codes[0] if known.unit_codes else city().office.short_name.upper()
    code = known.kind(kind).code or "000"
    return number_pattern(kind).format(klas=code, urut=running, unit=unit, bulan=month, tahun=year)
