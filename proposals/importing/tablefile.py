"""Reading a table from an XLSX or CSV file: its filled rows with their numbers, or the reason why there is none."""

from collections.abc import Collection
from typing import IO, Final

from foundation.sheets.reading import MOST_ABOVE, Line, Unreadable, csv_lines, from_heading, is_filled, xlsx_lines
from proposals.filechecks.check import inspect
from proposals.filechecks.rules import FileRefused

MOST_BYTES: Final = 10 * 1024 * 1024
# Empty rows cost time as well, and a stray cell at the end of the sheet makes a million of them.
MOST_LINES: Final = 100_000
UNREADABLE: Final = "Berkas ini tidak dapat dibaca sebagai tabel. Simpan ulang sebagai XLSX atau CSV, lalu unggah lagi."
NO_ROWS: Final = "Berkas ini tidak berisi baris usulan. Isi templatnya, lalu unggah lagi."
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


def filled_lines(data: bytes, name: str, *, most: int, titles: Collection[str] = ()) -> list[Line]:
    """The heading and the filled rows of the first sheet, each with its number in the spreadsheet.

    The heading is where the column `titles` stand; a letterhead above it is left out. Raises FileRefused with a
    sentence when it is no readable table or holds more than `most` rows below the heading.
    """
    try:
        lines = from_heading(_filled(data, name, most=most + 1 + MOST_ABOVE), titles)
    except Unreadable as error:
        raise FileRefused(UNREADABLE) from error
    if len(lines) > most + 1:
        raise FileRefused(f"Berkas ini berisi lebih dari {most} usulan. Bagi menjadi beberapa berkas.")
    if len(lines) < 2:
        raise FileRefused(NO_ROWS)
    return lines


def _filled(data: bytes, name: str, *, most: int) -> list[Line]:
    """The filled rows, at most one more than `most`."""
    lines: list[Line] = []
    for number, cells in csv_lines(data) if is_csv(name) else xlsx_lines(data):
        if is_filled(cells):
            lines.append((number, cells))
        if len(lines) > most:
            break
        if number > MOST_LINES:
            raise FileRefused(
                f"Lembar ini lebih panjang dari {MOST_LINES} baris. Hapus baris kosong di bawah tabelnya, "
                "lalu unggah lagi."
            )
    return lines
