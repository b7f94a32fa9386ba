"""The ZIP of one innovation or of all: profile, evidence under its names, and a list of what is inside with hashes.

It is written piece by piece into a file on disk; profiles are kept by their content, so that a second try prints none.
"""

import hashlib
import zipfile
from collections.abc import Iterator
from typing import Final

from django.core.files.base import ContentFile

from competitions.entering.archiving import put, put_stored
from competitions.entering.filenames import folder_name
from competitions.iga.entry.broken import BrokenList
from competitions.iga.entry.brokensheet import put_broken
from competitions.iga.entry.content import EntrySheet, NamedItem
from competitions.iga.entry.models import KeptProfile
from competitions.iga.entry.papers import profile_source
from foundation.papers.rendering import printed
from foundation.sheets.xlsx import Book, CellKind, Column

LIST_COLUMNS: Final = (
    Column("Nomor pedoman", 10, CellKind.WHOLE),
    Column("Indikator", 40),
    Column("Parameter", 10, CellKind.WHOLE),
    Column("Nama berkas", 60),
    Column("Judul", 44),
    Column("Nomor dokumen", 24),
    Column("Tanggal dokumen", 14, CellKind.DATE),
    Column("Halaman", 10, CellKind.WHOLE),
    Column("Lihat halaman", 14),
    Column("Tautan", 44),
    Column("SHA-256", 66),
)


def root_of(year: int) -> str:
    """The folder in which everything of an edition stands."""
    return f"IGA-{year}"


def put_innovation(archive: zipfile.ZipFile, sheet: EntrySheet, broken: BrokenList) -> None:
    """Writes the folder of one innovation: profile, evidence, and the list of evidence with what is broken of it."""
    folder = f"{root_of(sheet.edition.year)}/{folder_name(sheet.position, sheet.candidacy.proposal.title)}"
    put(archive, f"{folder}/00_Profil.pdf", kept_profile(sheet), packed=True)
    put(archive, f"{folder}/_daftar-bukti.xlsx", evidence_list(sheet, broken), packed=True)
    for named in _named(sheet):
        _put_item(archive, f"{folder}/{named.name}", named)


def evidence_list(sheet: EntrySheet, broken: BrokenList) -> bytes:
    """What the folder holds, as XLSX: a row for each piece of evidence with its hash, and a sheet of what is broken."""
    rows = (
        (
            one.indicator.guide.guide_number,
            one.indicator.name,
            one.claim.value if one.claim else 0,
            named.name,
            named.item.title,
            named.item.document_number,
            named.item.document_date,
            named.item.pages,
            named.item.shown_pages,
            named.item.url,
            named.item.sha256,
        )
        for one in sheet.evidence
        for named in one.items
    )
    book = Book()
    book.table("Daftar bukti", LIST_COLUMNS, rows)
    put_broken(book, broken.of(sheet.candidacy))
    return book.content()


def kept_profile(sheet: EntrySheet) -> bytes:
    """The profile as PDF: the kept one while its content is the same, else printed now and kept."""
    source = profile_source(sheet)
    fingerprint = hashlib.sha256(source.encode()).hexdigest()
    kept = KeptProfile.objects.filter(fingerprint=fingerprint).first()
    if kept:
        try:
            with kept.file.open("rb") as file:
                return bytes(file.read())
        except FileNotFoundError:
            # The rows were restored without the files; it is printed anew.
            kept.delete()
    pdf = printed(source)
    kept = KeptProfile(fingerprint=fingerprint)
    kept.file.save("profil.pdf", ContentFile(pdf), save=False)
    KeptProfile.objects.bulk_create([kept], ignore_conflicts=True)
    return pdf


def _named(sheet: EntrySheet) -> Iterator[NamedItem]:
    for one in sheet.evidence:
        yield from one.items


def _put_item(archive: zipfile.ZipFile, name: str, named: NamedItem) -> None:
    item = named.item
    if item.url:
        put(archive, name, f"{item.title}\r\n{item.url}\r\n".encode())
        return
    put_stored(archive, name, item.file, item.content_type)
