"""Reading a table from an XLSX or CSV file: its filled rows with their numbers, or the reason why there is none."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import IO, Any, Final

from openpyxl import load_workbook

from proposals.filechecks.check import inspect
from proposals.filechecks.rules import FileRefused

Line = tuple[int, list[Any]]
MOST_BYTES: Final = 10 * 1024 * 1024
MOST_COLUMNS: Final = 100
# Empty rows cost time as well, and a stray cell at the end of the sheet makes a million of them.
MOST_LINES: Final = 100_000
UNREADABLE: Final = "Berkas ini tidak dapat dibaca sebagai tabel. Simpan ulang sebagai XLSX atau CSV, lalu unggah lagi."
TOO_LARGE: Final = "Berkas ini lebih besar dari 10 MB. Bagi menjadi beberapa berkas."


def is_csv(name: str) -> bool:
    """Whether a file is taken as CSV; any other must be XLSX by its content."""
    return name.lower().endswith(".csv")


def check(file: IO[bytes], name: str) -> bytes:
    """The bytes of a file that may hold a table. Raises FileRefused for any other; no cell is read yet."""
    if not is_csv(name):
        return inspect(file, name, allowed={"xlsx"}, max_bytes=MOST_BYTES).data
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise FileRefused(TOO_LARGE)
    if b"\0" in data:
        raise FileRefused(UNREADABLE)
    return data


def filled_lines(data: bytes, name: str, *, most: int) -> list[Line]:
    """The heading and the filled rows of the first sheet, each with its number in the spreadsheet.

    Raises FileRefused with a sentence when it is no readable table or holds more than `most` rows below the heading.
    """
    lines: list[Line] = []
    for number, cells in enumerate(_csv_rows(data) if is_csv(name) else _xlsx_rows(data), start=1):
        if any(cell not in (None, "") for cell in cells):
            lines.append((number, cells))
        if len(lines) > most + 1:
            raise FileRefused(f"Berkas ini berisi lebih dari {most} usulan. Bagi menjadi beberapa berkas.")
        if number > MOST_LINES:
            raise FileRefused(
                f"Lembar ini lebih panjang dari {MOST_LINES} baris. Hapus baris kosong di bawah tabelnya, "
                "lalu unggah lagi."
            )
    if len(lines) < 2:
        raise FileRefused("Berkas ini tidak berisi baris usulan. Isi templatnya, lalu unggah lagi.")
    return lines


def _xlsx_rows(data: bytes) -> Iterator[list[Any]]:
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True):
            yield list(row)
    except Exception as error:
        # A damaged workbook can make the reader fail in any way; whatever it is, there is no table to read.
        raise FileRefused(UNREADABLE) from error


def _csv_rows(data: bytes) -> Iterable[list[Any]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    head = text.split("\n", 1)[0]
    csv.field_size_limit(MOST_BYTES)
    return csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=head.count))
