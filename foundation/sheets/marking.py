"""Giving a spreadsheet back with what is wrong in it: the person's own workbook, wrong cells coloured and explained."""

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Any, Final, NamedTuple, cast

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from foundation.files.confined import Answer, Bounds, TooMuch, confined
from foundation.look.palette import colour
from foundation.sheets.kinds import SheetKind, kind_of
from foundation.sheets.opening import opened
from foundation.sheets.reading import REMARKS, SheetTable

LIMITS: Final = Bounds(seconds=60, memory=1 << 30, output=100_000_000)
AUTHOR: Final = "Portal"
WRONG: Final = PatternFill("solid", fgColor=f"FF{colour('red-soft')[1:].upper()}")
REMARK: Final = PatternFill("solid", fgColor=f"FF{colour('amber-soft')[1:].upper()}")
NONE: Final = PatternFill()
LONGEST: Final = 32_767
_NO_XML: Final = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class CellMark(NamedTuple):
    """What is to be said of a row: of the cell at `place` (from 0), or of the whole row when there is no such cell."""

    row: int
    place: int | None
    title: str
    sentence: str


class Typed(NamedTuple):
    """What somebody typed instead of a cell."""

    row: int
    place: int
    text: str


def marked(data: bytes, name: str, table: SheetTable, marks: Sequence[CellMark], typed: Iterable[Typed] = ()) -> bytes:
    """The file called `name` as an XLSX in which the cells of `marks` are coloured, with the reason as a comment.

    The column REMARKS after the last one says the same in words. An XLSX stays the person's own, with its formats and
    other sheets; any other kind is written anew with the same rows. `typed` takes the place of what stood in a cell.
    Marks of an earlier time are taken away. What is written is text, never a formula. Nothing comes back for a file
    that unfolds without measure; the process that tries is bounded.
    """
    try:
        _, content = confined(mark_here, [data], question(name, table, marks, typed), LIMITS)
    except TooMuch:
        return b""
    return content


def question(name: str, table: SheetTable, marks: Sequence[CellMark], typed: Iterable[Typed] = ()) -> dict[str, Any]:
    """What `mark_here` is asked, as plain values."""
    titles = table.heading.titles
    width = max(map(len, [titles, *(row for _, row in table.rows)]))
    return {
        "name": name,
        "sheet": table.sheet,
        "heading": table.heading.number,
        "last": table.rows[-1][0] if table.rows else table.heading.number,
        "remarks": titles.index(REMARKS) if REMARKS in titles else width,
        "marks": marks,
        "typed": list(typed),
    }


def mark_here(blobs: list[bytes], asked: dict[str, Any]) -> Answer:
    """The same in this process, asked with plain values."""
    data, name, heading, remarks = blobs[0], asked["name"], asked["heading"], asked["remarks"]
    is_own = kind_of(data, name) is SheetKind.XLSX
    book = load_workbook(io.BytesIO(data)) if is_own else _copied(data, name, asked["sheet"], asked["last"])
    sheet = book[asked["sheet"]] if is_own else book.worksheets[0]
    book.active = book.worksheets.index(sheet)
    _clean(sheet, remarks)
    for row, place, text in asked["typed"]:
        _write(sheet, row, place, text)
    said: dict[int, list[str]] = defaultdict(list)
    for row, place, title, sentence in asked["marks"]:
        said[row].append(f"{title}: {sentence}")
        if place is not None:
            _mark(_anchor(sheet, row, place), sentence)
    _explain(sheet, heading, remarks, said)
    target = io.BytesIO()
    book.save(target)
    return {}, target.getvalue()


def _explain(sheet: Worksheet, heading: int, remarks: int, said: dict[int, list[str]]) -> None:
    """Writes the column of remarks; what is wrong with the heading hangs on its title."""
    head = _write(sheet, heading, remarks, REMARKS)
    head.font = Font(bold=True)
    if about_heading := said.pop(heading, []):
        _mark(head, " ".join(about_heading))
    for row, sentences in said.items():
        cell = _write(sheet, row, remarks, " ".join(sentences))
        cell.fill, cell.alignment = REMARK, Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions[head.column_letter].width = 60


def _copied(data: bytes, name: str, title: str, last: int) -> Workbook:
    """A new workbook with the rows of the sheet that holds the table, up to the last that was read."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Lembar"
    (source,) = (each for each in opened(data, name) if each.name == title)
    for number, cells in takewhile(lambda row: row[0] <= last, source.lines()):
        for place, value in enumerate(cells):
            if value is not None:
                _write(sheet, number, place, value)
    return book


def _clean(sheet: Worksheet, remarks: int) -> None:
    """Takes away what an earlier marking said."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment and cell.comment.author == AUTHOR:
                cell.comment = None
            if cell.fill.fgColor.rgb in (WRONG.fgColor.rgb, REMARK.fgColor.rgb):
                cell.fill = NONE
                if cell.column == remarks + 1 and isinstance(cell, Cell):
                    cell.value = None


def _anchor(sheet: Worksheet, row: int, place: int) -> Cell:
    """The cell of a row and place; of merged cells the one that holds their content."""
    cell = sheet.cell(row, place + 1)
    if isinstance(cell, Cell):
        return cell
    area = next(area for area in sheet.merged_cells.ranges if cell.coordinate in area)
    return cast(Cell, sheet.cell(area.min_row, area.min_col))


def _mark(cell: Cell, sentence: str) -> None:
    earlier = f"{cell.comment.text}\n\n" if cell.comment else ""
    cell.comment = Comment(_storable(f"{earlier}{sentence}"), AUTHOR, height=120, width=300)
    cell.fill = WRONG


def _write(sheet: Worksheet, row: int, place: int, value: Any) -> Cell:
    """Writes a value; a text stays a text, whatever a spreadsheet program might take it for."""
    cell = _anchor(sheet, row, place)
    if isinstance(value, str):
        cell.value = _storable(value)
        cell.data_type = "s"
        cell.quotePrefix = True
    else:
        cell.value = value
    return cell


def _storable(text: str) -> str:
    """A text without what no workbook can hold, at most as long as a cell may be."""
    return _NO_XML.sub("", text)[:LONGEST]
