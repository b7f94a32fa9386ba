"""A reviewer's file as it comes back: from bytes to its table, or the sentence that says why it is another file."""

from collections.abc import Collection
from typing import IO, Any, Final, NamedTuple

from agencies.core.models import User
from foundation.sheets.cells import alike, code
from foundation.sheets.confined import read_confined
from foundation.sheets.kinds import Unreadable
from foundation.sheets.mending import Mends, overlaid
from foundation.sheets.reading import SheetTable
from proposals.filechecks.rules import FileRefused
from proposals.importing import tablefile
from reviews.core.refusals import ReviewRefused
from reviews.scoring_desk.away.rowkeys import RowKey, row_key
from reviews.scoring_desk.away.sheets import CRITERION, KEY, LEVEL, NUMBER, TITLES, WHY

MOST_ROWS: Final = 5000
MOST_BYTES: Final = 5 * 1024 * 1024
AGAIN: Final = "Unduh lembar nilai di halaman Penilaian saya, isi, lalu unggah."
TOO_LARGE: Final = f"Berkas ini lebih besar dari 5 MB, jadi bukan lembar nilai yang diunduh dari portal. {AGAIN}"
FOREIGN: Final = f"Berkas ini bukan lembar nilai dari portal: kolom “{KEY}” yang tersembunyi tidak ada. {AGAIN}"
NO_ROWS: Final = f"Lembar ini tidak berisi baris nilai. {AGAIN}"
TOO_LONG: Final = f"Lembar ini lebih dari {MOST_ROWS} baris, jadi bukan lembar nilai yang diunduh dari portal. {AGAIN}"
OF_ANOTHER: Final = f"Lembar ini diunduh dari akun penilai lain, jadi tidak dapat dipakai untuk akun Anda. {AGAIN}"


class FiledRow(NamedTuple):
    """One row with a key of this reviewer: its number and what stands in its cells."""

    number: int
    key: RowKey
    reference: str
    level: Any
    why: Any


class FiledSheet(NamedTuple):
    """The rows of a file in their order, where the columns stand, and the numbers of rows without a key of its own."""

    table: SheetTable
    rows: list[FiledRow]
    places: dict[str, int]
    keyless: list[int]


def take(file: IO[bytes], name: str) -> bytes:
    """The bytes of an upload that may be a spreadsheet. Raises ReviewRefused with the reason for any other."""
    try:
        return tablefile.check(file, name, most=MOST_BYTES, too_large=TOO_LARGE)
    except FileRefused as reason:
        raise ReviewRefused(str(reason)) from reason


def read_sheet(data: bytes, name: str, *, by: User, years: Collection[int], mends: Mends) -> FiledSheet:
    """The rows of a file that this reviewer downloaded; `mends` is what was typed in place of cells.

    `years` are those in which the reviewer has something to score. Raises ReviewRefused for any other file: one that
    is no spreadsheet, none of the portal, empty, another reviewer's, or of another year.
    """
    try:
        table = overlaid(read_confined(data, name, titles=TITLES, needed=KEY, most=MOST_ROWS), mends)
    except Unreadable as reason:
        raise ReviewRefused(str(reason)) from reason
    heads = [alike(title) for title in table.heading.titles]
    places = {title: heads.index(alike(title)) for title in TITLES if alike(title) in heads}
    if KEY not in places:
        raise ReviewRefused(FOREIGN if table.rows else NO_ROWS)
    if missing := [title for title in (CRITERION, LEVEL, WHY) if title not in places]:
        raise ReviewRefused(f"Kolom “{missing[0]}” tidak ada lagi dalam lembar ini. {AGAIN}")
    if len(table.rows) > MOST_ROWS:
        raise ReviewRefused(TOO_LONG)
    rows, keyless = [], []
    for number, cells in table.rows:
        found = {title: cells[place] if place < len(cells) else None for title, place in places.items()}
        key = row_key(code(found[KEY]))
        if key:
            rows.append(FiledRow(number, key, code(found.get(NUMBER)), found[LEVEL], found[WHY]))
        else:
            keyless.append(number)
    _check(rows, by, years)
    own = [row for row in rows if row.key.reviewer == by.pk]
    return FiledSheet(table, own, places, keyless)


def _check(rows: list[FiledRow], by: User, years: Collection[int]) -> None:
    """Raises ReviewRefused when no row is of this person, or none of a year in which there is something to score."""
    if not rows:
        raise ReviewRefused(NO_ROWS)
    own = {row.key.year for row in rows if row.key.reviewer == by.pk}
    if not own:
        raise ReviewRefused(OF_ANOTHER)
    if not own & set(years):
        named = " dan ".join(str(year) for year in sorted(own))
        raise ReviewRefused(f"Lembar ini dari periode {named}, yang penilaiannya tidak lagi terbuka bagi Anda. {AGAIN}")
