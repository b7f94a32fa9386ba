"""Small real files, as a browser sends them and as they lie in the storage."""

import io
from functools import cache
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter

from proposals.core.attachments import Attachment
from proposals.core.models import Proposal
from proposals.core.periods import AttachmentKind
from proposals.filechecks.check import hash_chunks


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


def upload(name: str = "surat.pdf", data: bytes | None = None) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, pdf() if data is None else data)


def attachment(to: Proposal, kind: str = "surat_pengantar", *, data: bytes | None = None, **values: Any) -> Attachment:
    """A stored file of a kind; its bytes really lie in the storage."""
    content = pdf() if data is None else data
    defaults = {
        "kind": AttachmentKind.objects.get(guide=to.period.guide_id, key=kind),
        "name": f"{kind}.pdf",
        "size": len(content),
        "content_type": "application/pdf",
        "sha256": hash_chunks([content]),
        "uploaded_by": to.created_by,
    }
    made = Attachment(proposal=to, **(defaults | values))
    made.file.save(made.name, ContentFile(content), save=True)
    return made


def stored_files() -> set[str]:
    """Every file in the evidence storage."""
    folders = default_storage.listdir("bukti")[0] if default_storage.exists("bukti") else []
    return {f"bukti/{folder}/{name}" for folder in folders for name in default_storage.listdir(f"bukti/{folder}")[1]}
