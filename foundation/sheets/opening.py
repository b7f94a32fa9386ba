"""Opening a spreadsheet of any kind: its sheets in order, each with its numbered rows."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from foundation.sheets.cells import Missing
from foundation.sheets.kinds import NO_TABLE, SheetKind, Unreadable, kind_of

Line = tuple[int, list[Any]]
MOST_COLUMNS: Final = 100
# Empty rows cost time as well, and a stray cell at the end of the sheet makes a million of them.
MOST_LINES: Final = 100_000
_CHUNK: Final = 1024 * 1024
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s/>]")
_SEPARATOR: Final = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)

# The limit of a cell is one for the whole process, so it is set once; how long a file may be is judged before.
csv.field_size_limit(2**31 - 1)


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """One sheet: its name, empty for a CSV, and its rows, which can be walked again and again."""

    name: str
    shown: bool
    rows: Callable[[], Iterator[list[Any]]]

    def lines(self) -> Iterator[Line]:
        """Every row with its number, from 1, without the empty cells at its end.

        Raises Unreadable when the sheet is damaged or longer than MOST_LINES.
        """
        try:
            for number, cells in enumerate(self.rows(), start=1):
                if number > MOST_LINES:
                    raise Unreadable(
                        f"Lembar ini lebih panjang dari {MOST_LINES} baris. Hapus baris kosong di bawah tabelnya, "
                        "lalu unggah lagi."
                    )
                while cells and cells[-1] in (None, ""):
                    del cells[-1]
                yield number, cells
        except Unreadable:
            raise
        except Exception as error:
            # A damaged workbook can make the reader fail in any way; whatever it is, there is no table to read.
            raise Unreadable(NO_TABLE) from error


def opened(data: bytes, name: str) -> list[OpenSheet]:
    """The sheets of a file called `name`; a formula without a stored result is `Missing.FORMULA` where it can be told.

    What a sheet says of its own size is not believed. Raises Unreadable with a sentence for any file that is none.
    """
    kind = kind_of(data, name)
    try:
        match kind:
            case SheetKind.CSV:
                return [OpenSheet("", True, partial(_csv_rows, data))]
            case SheetKind.XLSX:
                return _xlsx_sheets(data)
        return _other_sheets(data)
    except Exception as error:
        raise Unreadable(NO_TABLE) from error


def _xlsx_sheets(data: bytes) -> list[OpenSheet]:
    shown = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    written = load_workbook(io.BytesIO(data), read_only=True) if _has_formulas(data) else None
    return [
        OpenSheet(sheet.title, sheet.sheet_state == "visible", partial(_xlsx_rows, shown, written, place))
        for place, sheet in enumerate(shown.worksheets)
    ]


def _xlsx_rows(shown: Workbook, written: Workbook | None, place: int) -> Iterator[list[Any]]:
    if written is None:
        yield from _values(shown, place)
        return
    for values, texts in zip(_values(shown, place), _values(written, place), strict=True):
        pairs = zip(values, texts, strict=True)
        yield [Missing.FORMULA if value is None and text is not None else value for value, text in pairs]


def _values(book: Workbook, place: int) -> Iterator[list[Any]]:
    sheet = book.worksheets[place]
    sheet.reset_dimensions()
    for row in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True):
        yield list(row)


def _has_formulas(data: bytes) -> bool:
    """Whether any sheet holds a formula; only then is a second look at the cells worth its time."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if "worksheets/" not in name:
                continue
            with archive.open(name) as part:
                rest = b""
                while chunk := part.read(_CHUNK):
                    if _FORMULA.search(rest + chunk):
                        return True
                    rest = chunk[-40:]
    return False


def _other_sheets(data: bytes) -> list[OpenSheet]:
    """The sheets of an ODS, XLS or XLSB."""
    book = CalamineWorkbook.from_object(io.BytesIO(data))
    return [
        OpenSheet(
            told.name,
            told.visible == SheetVisibleEnum.Visible,
            partial(_other_rows, book, place),
        )
        for place, told in enumerate(book.sheets_metadata)
    ]


def _other_rows(book: CalamineWorkbook, place: int) -> Iterator[list[Any]]:
    """The rows from the first of the sheet on; the library leaves out the empty columns before the first filled one."""
    sheet = book.get_sheet_by_index(place)
    before = sheet.start[1] if sheet.start else 0
    for cells in sheet.iter_rows():
        yield [None] * before + [None if cell == "" else cell for cell in cells[: MOST_COLUMNS - before]]


def _csv_rows(data: bytes) -> Iterator[list[Any]]:
    """The rows; a first line `sep=;`, as people add it for Excel, is obeyed and not counted."""
    text = _decoded(data)
    head = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=head.count)
    if told := _SEPARATOR.match(text):
        delimiter, text = told[1], text[told.end() :]
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _decoded(data: bytes) -> str:
    """The text of a CSV: UTF-8, UTF-16 as Excel's “Unicode text”, or else as Windows wrote it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
