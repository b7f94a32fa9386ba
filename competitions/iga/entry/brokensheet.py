"""What is still broken as a sheet of the workbooks that are taken along."""

from typing import Final

from competitions.iga.entry.broken import BrokenList
from foundation.sheets.xlsx import Book, Column

NAME: Final = "Yang kurang"
COLUMNS: Final = (
    Column("Berat", 14),
    Column("Ketentuan", 11),
    Column("Yang harus dikerjakan", 40),
    Column("Nama inovasi", 44),
    Column("Instansi", 30),
    Column("Keterangan", 70),
)


def put_broken(book: Book, broken: BrokenList) -> None:
    """Adds the sheet, in the order of the page; without anything broken it says so."""
    rows = [
        (
            str(thing.weight.label),
            thing.code,
            thing.to_do,
            thing.candidacy.proposal.title,
            thing.candidacy.proposal.agency.short_name,
            thing.text,
        )
        for group in broken.groups
        for thing in group.things
    ]
    book.table(NAME, COLUMNS, rows or [("", "", "", "", "", "Tidak ada yang kurang menurut pemeriksaan portal.")])
