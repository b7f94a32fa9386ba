"""Spreadsheets: columns and rows become one XLSX sheet that opens ready to filter, the same bytes for the same rows."""

import datetime
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from foundation.figures import PROPERTY, Figure
from foundation.look.palette import colour
from foundation.text.rounding import rounded

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# XlsxWriter would write the present moment into the file.
CREATED = datetime.datetime(2000, 1, 1)
# A spreadsheet program takes a text that opens so for a formula as soon as somebody edits the cell.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
GUARDED = "guarded"
LONGEST_TEXT = 32_767


class CellKind(Enum):
    """How the cells of a column read: the number format of the spreadsheet."""

    TEXT = ""
    WHOLE = "0"
    DECIMAL = "0.00"
    RUPIAH = '"Rp"#,##0'
    DATE = "dd/mm/yyyy"
    MOMENT = "dd/mm/yyyy hh:mm"


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in English names with commas, and its value, for whoever reads the file without working it out."""

    text: str
    value: int | Decimal


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its width in characters and what it holds."""

    title: str
    width: int = 18
    kind: CellKind = CellKind.TEXT


class Book:
    """An XLSX of several sheets, each written from above to below, so that memory is constant.

    Texts are always written as texts, never as formulas or links; a formula is written where one is given as such.
    """

    def __init__(self, figures: Iterable[Figure] = ()) -> None:
        self._target = io.BytesIO()
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(self._target, options)
        self._book.set_properties({"created": CREATED})
        for each in sorted(set(figures)):
            self._book.set_custom_property(f"{PROPERTY}:{each.key}", each.value)
        self._formats = _formats(self._book)
        look = {"bold": True, "bg_color": colour("accent-soft"), "border": 1, "text_wrap": True, "valign": "vcenter"}
        self._heading = self._book.add_format(look)

    def table(self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> int:
        """A sheet called `name`: heading frozen, filters on, values typed by their column. Returns its last row.

        Rows count from 1, the heading is row 1. None and the empty text stay an empty cell. Dates must be `date`,
        moments aware `datetime` (shown in local time). Decimals are rounded half up to the two places that their format
        shows, also where one stands in a column of whole numbers.
        """
        sheet = self._book.add_worksheet(name[:31])
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
            sheet.write_string(0, index, column.title, self._heading)
        sheet.freeze_panes(1, 0)
        last = 0
        for last, row in enumerate(rows, 1):
            for index, (column, value) in enumerate(zip(columns, row, strict=True)):
                if value not in (None, ""):
                    _write(sheet, (last, index), column.kind, value, formats=self._formats)
        sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
        return last + 1

    def about(self, about: Sequence[tuple[str, str]]) -> None:
        """A sheet "Keterangan" with what is said of the whole, as label and text."""
        sheet = self._book.add_worksheet("Keterangan")
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 60)
        for line, pair in enumerate(about):
            for index, words in enumerate(pair):
                _write(sheet, (line, index), CellKind.TEXT, words, formats=self._formats)

    def content(self) -> bytes:
        """The file; nothing can be written after it."""
        self._book.close()
        return self._target.getvalue()


def workbook(
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    *,
    about: Sequence[tuple[str, str]] = (),
    figures: Iterable[Figure] = (),
) -> bytes:
    """The XLSX with one sheet called `name`, as `Book.table` writes it.

    What `about` says of the whole, as label and text, follows on a sheet "Keterangan"; `figures` that the rows add up
    to are properties of the file, for machines.
    """
    book = Book(figures)
    book.table(name, columns, rows)
    if about:
        book.about(about)
    return book.content()


def _formats(book: xlsxwriter.Workbook) -> dict[CellKind | str, Format]:
    """The cell format of each kind; GUARDED is that of a text a spreadsheet program might take for a formula."""
    formats: dict[CellKind | str, Format] = {
        kind: book.add_format({"num_format": kind.value, "valign": "top"}) for kind in CellKind if kind.value
    }
    text = {"text_wrap": True, "valign": "top"}
    formats[CellKind.TEXT] = book.add_format(text)
    formats[GUARDED] = book.add_format(text | {"quote_prefix": True})
    return formats


def _write(
    sheet: Worksheet, cell: tuple[int, int], kind: CellKind, value: Any, *, formats: dict[CellKind | str, Format]
) -> None:
    if isinstance(value, Formula):
        sheet.write_formula(*cell, value.text, formats[kind], float(value.value))
    elif kind is CellKind.TEXT:
        text = str(value)[:LONGEST_TEXT]
        sheet.write_string(*cell, text, formats[GUARDED if text.startswith(FORMULA_STARTS) else kind])
    elif kind is CellKind.MOMENT:
        sheet.write_datetime(*cell, timezone.localtime(value).replace(tzinfo=None), formats[kind])
    elif kind is CellKind.DATE:
        sheet.write_datetime(*cell, value, formats[kind])
    elif kind is CellKind.DECIMAL or (kind is CellKind.WHOLE and isinstance(value, Decimal)):
        # Rounded before it is written, so that the cell itself holds what its format shows.
        sheet.write_number(*cell, float(rounded(value)), formats[CellKind.DECIMAL])
    else:
        sheet.write_number(*cell, value, formats[kind])


def xlsx_response(content: bytes, filename: str) -> HttpResponse:
    """Hands a spreadsheet to the browser to save."""
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
