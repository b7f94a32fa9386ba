"""Photos of pages as one PDF: upright, each on an A4 page, as small as its limit asks."""

import io
import time
from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageOps

from foundation.files.sizes import in_words
from proposals.filechecks.images import flat, upright
from proposals.filechecks.rules import FileRefused

MOST_PHOTOS: Final = 20
"""Photos in one PDF."""
# An A4 page in inches, and how finely it is drawn: dots per inch and JPEG quality, the best that fits is taken. Text of
# a usual letter stays readable at the last. Many pages begin with the second, for the sake of memory.
_PAGE: Final = (8.27, 11.69)
_DRAWN: Final = ((200, 85), (150, 75), (120, 60), (100, 50))
_MANY: Final = 6
_MARGIN: Final = 0.25
_NEVER: Final = time.gmtime(0)


def as_pdf(photos: Sequence[tuple[bytes, str]], max_bytes: int) -> bytes:
    """One PDF with a page for each photo, given as its bytes and its key of `images.FORMATS`, in their order.

    A wide photo gets a page on its side. No metadata stay, and the same photos give the same bytes.
    Raises FileRefused if a photo cannot be read, there are more than MOST_PHOTOS, or all of them do not fit.
    """
    if len(photos) > MOST_PHOTOS:
        raise FileRefused(
            f"Ini {len(photos)} foto; satu PDF memuat paling banyak {MOST_PHOTOS}. Unggah dalam beberapa bagian."
        )
    for dots, quality in _DRAWN[len(photos) > _MANY :]:
        out = _written([_page(data, key, dots) for data, key in photos], dots, quality)
        if len(out) <= max_bytes:
            return out
    told = "Foto ini tidak muat" if len(photos) == 1 else f"{len(photos)} foto ini tidak muat bersama-sama"
    raise FileRefused(
        f"{told} dalam PDF sebesar {in_words(max_bytes)}. Unggah lebih sedikit foto, atau foto dengan resolusi lebih "
        "kecil."
    )


def _page(data: bytes, key: str, dots: int) -> Image.Image:
    short, long = (round(inches * dots) for inches in _PAGE)
    with upright(data, key, about=(long, long)) as photo:
        size = (long, short) if photo.width > photo.height else (short, long)
        edge = round(2 * _MARGIN * dots)
        shown = ImageOps.contain(flat(photo).convert("RGB"), (size[0] - edge, size[1] - edge))
        page = Image.new("RGB", size, "white")
        page.paste(shown, ((size[0] - shown.width) // 2, (size[1] - shown.height) // 2))
        return page


def _written(pages: Sequence[Image.Image], dots: int, quality: int) -> bytes:
    out = io.BytesIO()
    first, *others = pages
    first.save(
        out,
        "PDF",
        save_all=True,
        append_images=others,
        resolution=dots,
        quality=quality,
        creationDate=_NEVER,
        modDate=_NEVER,
    )
    return out.getvalue()
