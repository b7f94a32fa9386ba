"""Reading tables that offices send: the rows of an XLSX or CSV file with their numbers, and where the heading is."""

import csv
import io
import re
import zipfile
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from openpyxl import load_workbook

from foundation.sheets.cells import Missing, alike

Line = tuple[int, list[Any]]
MOST_COLUMNS: Final = 100
# Most filled rows that a letterhead takes above the heading.
MOST_ABOVE: Final = 20
_CHUNK: Final = 1024 * 1024
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s/>]")
_SEPARATOR: Final = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)

# The limit of a cell is one for the whole process, so it is set once; how long a file may be is judged before.
csv.field_size_limit(2**31 - 1)


class Unreadable(Exception):
    """A file that holds no table."""


def xlsx_lines(data: bytes) -> Iterator[Line]:
    """Every row of the first sheet with its number; a formula without a stored result is `Missing.FORMULA`.

    What the sheet says of its own size is not believed. Raises Unreadable when it is no workbook.
    """
    try:
        shown = _rows(data, data_only=True)
        if not _has_formulas(data):
            yield from enumerate(shown, start=1)
            return
        for number, (values, written) in enumerate(zip(shown, _rows(data, data_only=False), strict=True), start=1):
            pairs = zip(values, written, strict=True)
            yield number, [Missing.FORMULA if value is None and text is not None else value for value, text in pairs]
    except Exception as error:
        # A damaged workbook can make the reader fail in any way; whatever it is, there is no table to read.
        raise Unreadable from error


def _rows(data: bytes, *, data_only: bool) -> Iterator[list[Any]]:
    sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=data_only).worksheets[0]
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


def csv_lines(data: bytes) -> Iterator[Line]:
    """Every row with its number; a first line `sep=;`, as people add it for Excel, is obeyed and not counted."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    head = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=head.count)
    if told := _SEPARATOR.match(text):
        delimiter, text = told[1], text[told.end() :]
    yield from enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1)


def is_filled(cells: Sequence[Any]) -> bool:
    """Whether any cell of a row holds more than blanks."""
    return any(cell is not None and (isinstance(cell, Missing) or alike(cell)) for cell in cells)


def from_heading(lines: list[Line], titles: Collection[str]) -> list[Line]:
    """The filled lines from the heading on: that of the first rows in which most of `titles` stand.

    All of them when no such row has any of the titles; what is missing is then told by who reads on.
    """
    known = {alike(title) for title in titles}
    scores = [len(known & {alike(cell) for cell in cells}) for _, cells in lines[: MOST_ABOVE + 1]]
    return lines[scores.index(max(scores)) :] if scores else lines
