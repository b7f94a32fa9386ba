"""The demo's evidence: small PDF letters that say they are examples, each with bytes of its own."""

from io import BytesIO
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from pypdf import PdfReader, PdfWriter
from weasyprint import HTML

from competitions.iga.core.evidence import EvidenceItem
from competitions.kipp.letters.models import EntryLetter
from competitions.replication.models import Replication
from foundation.look.palette import filled_in
from proposals.catalogue.models import PublicPicture
from proposals.core.attachments import Attachment
from proposals.evidence import previews
from reviews.presenting.visiting.photos import VisitPhoto

LETTER: Final = """<html lang="id"><head><title>Contoh</title><style>
@page { size: A4; margin: 3cm } body { font: 12pt sans-serif } h1 { font-size: 16pt }
strong { color: var(--danger-deep) }
</style></head><body><h1>Surat contoh</h1><p><strong>CONTOH.</strong> Berkas ini dibuat untuk data contoh portal.
Pada usulan yang sebenarnya, di sini terdapat berkas yang ditandatangani pejabat yang berwenang.</p></body></html>"""


def letter_maker() -> "LetterMaker":
    """Typesets the letter once; copies differ in title and subject only."""
    return LetterMaker(HTML(string=filled_in(LETTER)).write_pdf())


class LetterMaker:
    """Makes copies of one letter, each with the bytes of its own title and subject."""

    def __init__(self, letter: bytes) -> None:
        self.letter = PdfReader(BytesIO(letter))

    def copy(self, title: str, subject: str) -> bytes:
        """The letter as PDF; equal title and subject give equal bytes."""
        writer = PdfWriter(clone_from=self.letter)
        writer.add_metadata({"/Title": title, "/Subject": subject, "/Producer": "Data contoh"})
        out = BytesIO()
        writer.write(out)
        return out.getvalue()


def lay(place: str, data: bytes) -> str:
    """Writes the bytes into the storage unless they lie there already; returns their name. The place names them."""
    return place if default_storage.exists(place) else default_storage.save(place, ContentFile(data))


def stored() -> set[str]:
    """The names of all files of innovations: evidence and letters, catalogue pictures, photos of visits, who copied."""
    pictures = [*PublicPicture.objects.values_list("file", "small"), *VisitPhoto.objects.values_list("file", "small")]
    tables = (Attachment, EvidenceItem, EntryLetter)
    files = (model.with_removed.exclude(file="").values_list("file", flat=True) for model in tables)
    copies = Replication.objects.exclude(file="").values_list("file", flat=True)
    return {name for names in (*files, *pictures, copies) for name in names}


def forget_later(old: set[str]) -> None:
    """Removes the stored files of the demo that was replaced, once the new one is through."""

    def remove() -> None:
        for name in sorted(old - stored()):
            previews.drop(default_storage, name)

    transaction.on_commit(remove)
