"""Small real files, as a browser sends them and as they lie in the storage."""

import io
import struct
from functools import cache

import filetype
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter

from proposals.core.attachments import Attachment
from proposals.core.guide.models import AttachmentKind, Section
from proposals.core.models import Proposal
from proposals.evidence.storing import NewFile, store_files
from proposals.filechecks.check import Verdict, hash_chunks
from proposals.filechecks.pdf import count_pages
from proposals.filechecks.rules import KINDS


@cache
def pdf(pages: int = 1) -> bytes:
    """A tiny real PDF; another number of pages makes other content."""
    writer, out = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(width=200, height=200)
    writer.write(out)
    return out.getvalue()


@cache
def picture(shade: int = 120) -> bytes:
    """A tiny real PNG; another shade makes other content."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), (shade, shade, shade)).save(out, "PNG")
    return out.getvalue()


def mp4(filler: int = 64, brand: bytes = b"isom") -> bytes:
    """A tiny video in the boxes of an MP4; another filler makes other content and another size."""

    def box(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I4s", 8 + len(content), kind) + content

    return box(b"ftyp", brand + bytes(4) + brand) + box(b"moov", bytes(8)) + box(b"mdat", bytes(filler))


def upload(name: str = "surat.pdf", data: bytes | None = None) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, pdf() if data is None else data)


def attachment(
    to: Proposal,
    kind: str = "surat_pengantar",
    *,
    data: bytes | None = None,
    name: str = "",
    scan: str = "",
) -> Attachment:
    """A file of a kind, stored as an upload that was judged good; its bytes really lie in the storage.

    `scan` is the scanner's verdict, for which no service waits here.
    """
    content = pdf() if data is None else data
    judged = next(known for known in KINDS.values() if known.content_type == filetype.guess_mime(content))
    name = name or f"{kind}.{judged.key}"
    pages = count_pages(content) if judged.key == "pdf" else None
    verdict = Verdict(judged.content_type, judged.key, name, hash_chunks([content]), content, pages)
    of_guide = AttachmentKind.objects.get(guide=to.period.guide_id, key=kind)
    [made] = store_files([NewFile(to, of_guide, verdict, to.created_by)])
    if scan:
        Attachment.objects.filter(pk=made.pk).update(scan=scan)
        made.scan = scan
    return made


def picture_below(to: Proposal, section: str, caption: str = "Loket pendaftaran", shade: int = 120) -> Attachment:
    """A photo that stands below the text of a section."""
    made = attachment(to, "foto", data=picture(shade), name=f"foto-{shade}.png")
    made.caption, made.section = caption, Section.objects.get(guide=to.period.guide_id, key=section)
    made.save()
    return made


def stored_files() -> set[str]:
    """Every file in the evidence storage."""
    folders = default_storage.listdir("bukti")[0] if default_storage.exists("bukti") else []
    return {f"bukti/{folder}/{name}" for folder in folders for name in default_storage.listdir(f"bukti/{folder}")[1]}
