"""What pdfium tells of the pages of a PDF: their height, their text, their picture; one at a time, as it asks for."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Lock
from typing import Final

import pypdfium2

_DOTS_PER_INCH: Final = 300
# pdfium must not be called by two threads at once.
_ALONE: Final = Lock()


def height_of(pdf: bytes, page: int) -> float:
    """The height in points of a page, counted from 1. Raises ValueError for a file that has no such page."""
    with _opened(pdf) as document:
        height: float = document[page - 1].get_height()
        return height


def texts_of(pdf: bytes) -> list[str]:
    """What stands on each page, without what stands in its fields. Raises ValueError for what cannot be read."""
    with _opened(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def highest_text_below(pdf: bytes, page: int, left: float, right: float, top: float) -> float:
    """How high the first text reaches that stands below `top` between these sides; 0 where none does.

    All in points from the lower left corner, the page counted from 1. Raises ValueError as `height_of` does.
    """
    with _opened(pdf) as document:
        text = document[page - 1].get_textpage()
        boxes = [text.get_rect(index) for index in range(text.count_rects())]
    below = [box_top for start, _, end, box_top in boxes if start < right and end > left and box_top < top]
    return max(below, default=0.0)


def picture_of(pdf: bytes) -> bytes:
    """The first page as PNG, which tells its true size (pHYs). Raises ValueError for what cannot be read."""
    with _opened(pdf) as document:
        picture = document[0].render(scale=_DOTS_PER_INCH / 72).to_pil()
    held = BytesIO()
    picture.save(held, "PNG", dpi=(_DOTS_PER_INCH, _DOTS_PER_INCH), optimize=True)
    return held.getvalue()


@contextmanager
def _opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    try:
        with _ALONE, pypdfium2.PdfDocument(pdf) as document:
            yield document
    except (pypdfium2.PdfiumError, IndexError) as problem:
        raise ValueError(str(problem)) from problem
