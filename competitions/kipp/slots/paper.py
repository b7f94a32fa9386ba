"""The annex to the minutes: how the places were shared out, entry by entry, and who agreed to it."""

from collections.abc import Iterator
from typing import Final

from django.utils import timezone

from competitions.kipp.slots.guards import SIGNERS
from competitions.kipp.slots.page import RunPage, quota_words
from competitions.kipp.slots.sentences import score_of
from foundation.papers.official.frames import BodyPart, PaperTable, TableColumn
from foundation.papers.official.heads import office_head
from foundation.papers.official.signatures import Family, PlacedSignature, Signatory, Standing, signature_lines
from foundation.papers.official.titled import TitledPaper, titled_pdf
from foundation.papers.official.words import written_date

PAPER: Final = "berita_acara"
COLUMNS: Final = (
    TableColumn("Nomor", 21), TableColumn("Entri", 27), TableColumn("Instansi", 16), TableColumn("Hasil", 36),
)  # fmt: skip


def annex_pdf(page: RunPage) -> bytes:
    """The annex as PDF; a draft until two have signed."""
    run = page.run
    return titled_pdf(
        TitledPaper(
            head=office_head(),
            heading=["LAMPIRAN BERITA ACARA", "PEMBAGIAN JATAH KIPP", run.edition.name.upper()],
            blocks=list(_blocks(page)),
            signs=[_place(str(each.by)) for each in page.signatures] or [_place("")],
            kind=PAPER,
            draft=len(page.signatures) < SIGNERS,
        )
    )


def _blocks(page: RunPage) -> Iterator[BodyPart]:
    run, given = page.run, page.run.given
    kept = timezone.localtime(run.at)
    yield BodyPart(f"{run.target} {quota_words(run.target, given.groups)}")
    yield BodyPart(
        facts=[
            ("Cara", run.get_variant_display()),
            ("Batas per instansi", "tidak dibatasi" if given.cap is None else f"{given.cap} entri per kelompok"),
            ("Disimpan", f"{written_date(kept.date())} oleh {run.by}"),
        ]
    )
    for label, rows in page.groups:
        yield BodyPart(f"{label}:")
        cells = [(row["number"], row["title"], row["agency"], row["text"]) for row in rows]
        yield BodyPart(table=PaperTable(COLUMNS, cells))
    words = [
        f"{each.number}: {'ditetapkan masuk' if each.is_pinned else 'dikeluarkan'}, {each.pin or each.out}"
        for each in given.candidates
        if each.pin or each.out
    ]
    words += [f"{each.number}: {score_of(each)}, {each.by_hand}" for each in given.candidates if each.by_hand]
    if words:
        yield BodyPart("Penetapan dan nilai yang diisi koordinator:")
        yield BodyPart(items=words)


def _place(name: str) -> PlacedSignature:
    signer = Signatory("Koordinator", Standing.DEFINITIVE, "", name, "", "", "", "")
    return PlacedSignature(signature_lines(signer, Family.LETTER))
