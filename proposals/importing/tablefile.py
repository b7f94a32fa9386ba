"""Taking a file that holds a table: whether it may be opened at all, its table, or the reason why there is none."""

from collections.abc import Collection
from typing import IO, Final

from foundation.sheets.confined import read_confined
from foundation.sheets.kinds import SheetKind, Unreadable, kind_of
from foundation.sheets.reading import SheetTable
from proposals.filechecks.office import check_office
from proposals.filechecks.rules import FileRefused

MOST_BYTES: Final = 10 * 1024 * 1024
NO_ROWS: Final = "Berkas ini tidak berisi baris usulan. Isi templatnya, lalu unggah lagi."
TOO_LARGE: Final = "Berkas ini lebih besar dari 10 MB. Bagi menjadi beberapa berkas."
PACKED: Final = (SheetKind.XLSX, SheetKind.XLSB, SheetKind.ODS)


def check(file: IO[bytes], name: str, *, most: int = MOST_BYTES, too_large: str = TOO_LARGE) -> bytes:
    """The bytes of a file that may hold a table. Raises FileRefused for any other; no cell is read yet."""
    data = file.read(most + 1)
    if len(data) > most:
        raise FileRefused(too_large)
    try:
        kind = kind_of(data, name)
    except Unreadable as reason:
        raise FileRefused(str(reason)) from reason
    if kind in PACKED:
        check_office(data)
    return data


def table(data: bytes, name: str, *, most: int, titles: Collection[str], needed: str) -> SheetTable:
    """The table of a file with its columns called `titles`, among them the `needed` one.

    Raises FileRefused with a sentence when it is no readable table, has no row, or more than `most` of them.
    """
    try:
        found = read_confined(data, name, titles=titles, needed=needed, most=most)
    except Unreadable as reason:
        raise FileRefused(str(reason)) from reason
    if len(found.rows) > most:
        raise FileRefused(f"Berkas ini berisi lebih dari {most} usulan. Bagi menjadi beberapa berkas.")
    if not found.rows:
        raise FileRefused(NO_ROWS)
    return found


def notes(found: SheetTable) -> list[str]:
    """What the person should know of the file as a whole, as sentences."""
    if not found.others:
        return []
    names = ", ".join(f"“{name}”" for name in found.others)
    return [
        f"Hanya lembar “{found.sheet}” yang dibaca. Lembar {names} juga berisi tabel usulan; "
        "unggah sebagai berkas tersendiri."
    ]
