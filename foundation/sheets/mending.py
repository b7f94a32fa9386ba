"""Mending the cells of an uploaded spreadsheet in the browser: what was typed is laid over its rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, Final

from foundation.sheets.cells import Missing, code, line
from foundation.sheets.marking import CellMark, Typed
from foundation.sheets.reading import SheetTable

Mends = Mapping[str, Mapping[str, str]]
LONGEST: Final = 4000


@dataclass(frozen=True, slots=True)
class FaultyCell:
    """What is wrong in a row: with `name` the control in which its cell can be mended, `value` what stands there."""

    title: str
    why: str
    name: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """A row of an uploaded spreadsheet with what is wrong in it."""

    number: int
    cells: list[FaultyCell] = field(default_factory=list)


def overlaid(table: SheetTable, mends: Mends) -> SheetTable:
    """The table with what was typed in place of its cells."""
    rows = [(number, _laid(cells, mends.get(str(number), {}))) for number, cells in table.rows]
    return replace(table, rows=rows)


def _laid(cells: list[Any], mends: Mapping[str, str]) -> list[Any]:
    laid = cells + [None] * (max([len(cells), *(int(place) + 1 for place in mends)]) - len(cells))
    for place, text in mends.items():
        laid[int(place)] = text
    return laid


def with_typed(mends: Mends, faults: Iterable[CellMark], typed: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The mends with what a form sent for the cells that are wrong; other cells cannot be reached."""
    kept = {number: dict(cells) for number, cells in mends.items()}
    for fault in faults:
        name = _name(fault)
        if name in typed:
            kept.setdefault(str(fault.row), {})[str(fault.place)] = typed[name][:LONGEST]
    return kept


def typed_cells(mends: Mends) -> list[Typed]:
    """The mends as the marking of a workbook takes them."""
    return [Typed(int(row), int(place), text) for row, cells in mends.items() for place, text in cells.items()]


def faulty_rows(table: SheetTable, faults: Sequence[CellMark]) -> list[FaultyRow]:
    """The rows with something wrong, in order, each with its cells and their controls."""
    found = dict(table.rows)
    ordered = sorted(faults, key=lambda fault: (fault.row, -1 if fault.place is None else fault.place))
    return [
        FaultyRow(number, [_cell(fault, found.get(number, [])) for fault in group])
        for number, group in groupby(ordered, key=lambda fault: fault.row)
    ]


def _cell(fault: CellMark, cells: Sequence[Any]) -> FaultyCell:
    here = cells[fault.place] if fault.place is not None and fault.place < len(cells) else None
    value = "" if isinstance(here, Missing) else code(here) if isinstance(here, float) else line(here)
    return FaultyCell(fault.title, fault.sentence, _name(fault), value)


def _name(fault: CellMark) -> str:
    return "" if fault.place is None else f"sel-{fault.row}-{fault.place}"
