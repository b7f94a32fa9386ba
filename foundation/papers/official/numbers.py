"""Numbers of official papers: the city's pattern, dots where a draft has none, and what does not fit it.

The portal never makes a number of the register of the office that sends the paper: it only checks what is entered.
Letters that it issues many at once follow the first number that was entered for them, else in a series of their own.
"""

import datetime
import re
from functools import cache
from string import Formatter
from typing import Final

from foundation.city import NUMBER_PARTS, city
from foundation.papers.official.words import ROMAN

DOTS: Final = "…"
_SHAPES: Final = {
    "klas": r"\d{3}(?:\.\d{1,3})*",
    "urut": r"(?P<urut>\d{1,6}(?:\.[A-Za-z0-9]{1,4})?)",
    "unit": r"[A-Za-z0-9][A-Za-z0-9.\-]*",
    "bulan": "|".join(ROMAN[:12]),
    "tahun": r"(?P<tahun>\d{4})",
}
LONGEST: Final = 80


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
        return f"Nomor “{number[:LONGEST]}” tidak sesuai pola nomor. Tulis seperti {number_example(kind, year)}."
    if found.groupdict().get("tahun") not in (None, str(year)):
        return f"Nomor ini bertahun {found['tahun']}, sedangkan naskahnya tahun {year}. Periksa lagi nomornya."
    return ""


@cache
def _shape(pattern: str, units: tuple[str, ...]) -> re.Pattern[str]:
    parts = _SHAPES | ({"unit": "|".join(map(re.escape, units))} if units else {})
    return re.compile("".join(re.escape(text) + _part(parts, name) for text, name, _, _ in Formatter().parse(pattern)))


def _part(parts: dict[str, str], name: str | None) -> str:
    return f"(?:{parts[name]})" if name else ""


def number_of_series(kind: str, running: int, day: datetime.date) -> str:
    """A number of the portal's own series in the city's pattern, as `400.14.10/HP.12/BAPPERIDA/2026`.

    The letters of the series before the running number show that it is none of the office's register.
    """
    known = city().official_papers
    return _filled(kind, f"{known.own_series}.{running}", ROMAN[day.month - 1], day.year, known.own_unit)


def series_fault(first: str, kind: str, year: int) -> str:
    """Why the numbers of many such papers of this year cannot begin with this one, as a sentence; empty if they can."""
    if fault := number_fault(first, kind, year):
        return fault
    if not _running(first, kind)[1].isdigit():
        return f"Nomor urut dalam “{first}” harus angka saja, supaya surat berikutnya dapat meneruskannya."
    return ""


def numbers_from(first: str, kind: str, count: int) -> list[str]:
    """So many numbers of the register, from the first one on; that has no `series_fault`.

    401 is followed by 402, and 0401 by 0402.
    """
    before, running, after = _running(first, kind)
    return [f"{before}{int(running) + place:0{len(running)}d}{after}" for place in range(count)]


def _running(number: str, kind: str) -> tuple[str, str, str]:
    """What stands before the running number, the number itself, and what stands behind; all before without one."""
    found = _shape(number_pattern(kind), city().official_papers.unit_codes).fullmatch(number)
    if found is None or "urut" not in found.groupdict():
        return number, "", ""
    return number[: found.start("urut")], found["urut"], number[found.end("urut") :]


def number_example(kind: str, year: int, running: str = "12") -> str:
    """How the number of such a paper of this year may look, for who enters one."""
    known = city().official_papers
    return _filled(kind, running, "XI", year, (*known.unit_codes, known.own_unit)[0])


def _filled(kind: str, running: str, month: str, year: int, unit: str) -> str:
    known = city().official_papers
    code = known.kind(kind).code or "000"
    return number_pattern(kind).format(klas=code, urut=running, unit=unit, bulan=month, tahun=year)
