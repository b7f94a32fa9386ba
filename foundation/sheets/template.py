"""Spreadsheets to be filled in: drop-downs, an example row, notes at the headings, and sheets that list and explain."""

import datetime
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from foundation.look.palette import colour
from foundation.sheets.xlsx import CREATED, CellKind

CHOICES: Final = "Pilihan"
GUIDANCE: Final = "Petunjuk"
LONGEST_HINT: Final = 250
_EARLIEST, _LATEST = datetime.date(1945, 8, 17), datetime.date(2099, 12, 31)


@dataclass(frozen=True, slots=True)
class AskedColumn:
    """A column to be filled in: what it holds, what may be chosen, how it is filled, and what the example row says.

    With `several` more than one choice may be written, so the list is shown but not enforced.
    """

    title: str
    width: int = 24
    kind: CellKind = CellKind.TEXT
    choices: Sequence[str] = ()
    several: bool = False
    note: str = ""
    example: Any = None


def template(
    name: str,
    columns: Sequence[AskedColumn],
    *,
    guidance: Sequence[str],
    rows: int,
    lines: Iterable[Sequence[str]] = (),
) -> bytes:
    """The XLSX to fill in on its first sheet, called `name`: heading, example, and up to `rows` rows with drop-downs.

    `lines` are rows of text that stand in it already, in place of an example.

    What may be chosen stands on a sheet of its own, and `guidance` with the notes of all columns on another. The same
    columns give the same bytes.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": CREATED})
    sheet, lists, about = (book.add_worksheet(title) for title in (name[:31], CHOICES, GUIDANCE))
    bold = book.add_format({"bold": True, "bg_color": colour("accent-soft"), "border": 1, "text_wrap": True})
    plain = {"valign": "top", "text_wrap": True}
    formats = {kind: book.add_format(plain | {"num_format": kind.value or "@"}) for kind in CellKind}
    shown = {
        kind: book.add_format(
            plain | {"num_format": kind.value or "@", "italic": True, "font_color": colour("ink-muted")}
        )
        for kind in CellKind
    }
    listed = 0
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width, formats[column.kind])
        sheet.write_string(0, place, column.title, bold)
        if column.note:
            sheet.write_comment(0, place, column.note, {"x_scale": 2, "y_scale": 1.5})
        if column.example is not None:
            _write(sheet, 1, place, column, shown[column.kind])
        if column.choices:
            _list(lists, listed, column, bold)
            listed += 1
        sheet.data_validation(1, place, rows + 1, place, _asked(column, listed - 1))
    for row, line in enumerate(lines, start=1):
        for place, text in enumerate(line):
            sheet.write_string(row, place, text, formats[CellKind.TEXT])
    sheet.freeze_panes(1, 0)
    _explain(about, columns, guidance, bold, formats[CellKind.TEXT])
    book.close()
    return target.getvalue()


def _write(sheet: Worksheet, row: int, place: int, column: AskedColumn, style: Any) -> None:
    if column.kind is CellKind.TEXT:
        sheet.write_string(row, place, str(column.example), style)
    elif column.kind is CellKind.DATE:
        sheet.write_datetime(row, place, column.example, style)
    else:
        sheet.write_number(row, place, column.example, style)


def _list(sheet: Worksheet, place: int, column: AskedColumn, bold: Any) -> None:
    sheet.set_column(place, place, 36)
    sheet.write_string(0, place, column.title, bold)
    for row, choice in enumerate(column.choices, start=1):
        sheet.write_string(row, place, choice)


def _asked(column: AskedColumn, listed: int) -> dict[str, Any]:
    """The rule of a column's cells, which a spreadsheet program shows and keeps; `listed` is its column of choices."""
    rule: dict[str, Any] = {"validate": "any"}
    if column.choices and not column.several:
        letter = xl_col_to_name(listed, col_abs=True)
        rule = {
            "validate": "list",
            "source": f"='{CHOICES}'!{letter}$2:{letter}${len(column.choices) + 1}",
            "error_title": "Bukan pilihan",
            "error_message": "Pilih salah satu dari daftar.",
        }
    elif column.kind is CellKind.DATE:
        rule = {
            "validate": "date",
            "criteria": "between",
            "minimum": _EARLIEST,
            "maximum": _LATEST,
            "error_title": "Bukan tanggal",
            "error_message": "Tulis tanggal seperti 23/11/2026.",
            "error_type": "warning",
        }
    if column.note:
        rule |= {"input_title": column.title[:32], "input_message": column.note[:LONGEST_HINT]}
    return rule


def _explain(sheet: Worksheet, columns: Sequence[AskedColumn], guidance: Sequence[str], bold: Any, text: Any) -> None:
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 1, 90)
    for row, sentence in enumerate(guidance):
        sheet.merge_range(row, 0, row, 1, sentence, text)
    above = len(guidance) + 1
    for place, title in enumerate(("Kolom", "Cara mengisi")):
        sheet.write_string(above, place, title, bold)
    for row, column in enumerate(columns, start=above + 1):
        sheet.write_string(row, 0, column.title, text)
        sheet.write_string(row, 1, column.note, text)
