"""Draws one page of a PDF as a JPEG; meant to be done by `foundation.files.confined`, for the file may be hostile."""

import io
from typing import Any, Final

import pypdfium2

from foundation.files.confined import Answer

QUALITY: Final = 80


def draw(blobs: list[bytes], asked: dict[str, Any]) -> Answer:
    """The page of the number `page`, counted from 1, its longer side `side` pixels long."""
    page = pypdfium2.PdfDocument(blobs[0])[asked["page"] - 1]
    picture = page.render(scale=asked["side"] / max(page.get_size())).to_pil()
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=QUALITY)
    return {}, out.getvalue()
