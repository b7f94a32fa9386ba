"""Where the signatures of a paper stand: official papers name the room for each with an anchor, `ttd-1`, `ttd-2` …"""

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import count, takewhile
from typing import Any, Final

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from foundation.signing.pages import highest_text_below
from foundation.signing.signer import SignaturePlace
from foundation.signing.validation import NotReadable

_MM: Final = 72 / 25.4
# The box that papers for electronic signatures leave (styles/paper.css, signs__space--box); room for ink is lower.
WIDTH: Final = 62 * _MM
HEIGHT: Final = 27 * _MM
LOWEST: Final = 12 * _MM
"""A block that is less high cannot be read, nor its code."""
_ANCHOR: Final = re.compile(r"ttd-([1-9]\d?)")


def places_in(pdf: bytes) -> list[SignaturePlace]:
    """The places for signatures that the paper's anchors name, in the order of their numbers; empty where it has none.

    Raises NotReadable for what is no PDF.
    """
    try:
        reader = PdfFileReader(BytesIO(pdf))
        pages = {reference: number for number, reference in enumerate(_pages(reader.root["/Pages"]), 1)}
        found = {
            int(number[1]): place
            for anchor, at in _destinations(reader)
            if (number := _ANCHOR.fullmatch(anchor)) and (place := _place(anchor, at, pages, pdf))
        }
    except (PdfError, KeyError, TypeError, ValueError) as problem:
        raise NotReadable(str(problem)) from problem
    # A place without room is none, and ends the row: the next one belongs to somebody else.
    return [found[number] for number in takewhile(found.__contains__, count(1))]


def _pages(tree: Any) -> Iterator[Any]:
    for kid in map(tree["/Kids"].raw_get, range(len(tree["/Kids"]))):
        page = kid.get_object()
        if page.get("/Type") == "/Page":
            yield kid.reference
        else:
            yield from _pages(page)


def _destinations(reader: Any) -> Iterator[tuple[str, Any]]:
    """The named places of a paper; WeasyPrint writes them as one flat list of names and places in turn."""
    names = reader.root.get("/Names", {}).get("/Dests", {}).get("/Names", [])
    for index in range(0, len(names), 2):
        yield str(names[index]), names[index + 1]


def _place(name: str, at: Any, pages: dict[Any, int], pdf: bytes) -> SignaturePlace | None:
    """The box below the anchor, as high as it may be without covering the name that stands beneath."""
    number = pages.get(at.raw_get(0).reference)
    if number is None:
        return None
    left, top = float(at[2]), float(at[3])
    name_top = highest_text_below(pdf, number, left, left + WIDTH, top)
    height = min(HEIGHT, top - name_top - 1)
    if height < LOWEST:
        return None
    return SignaturePlace(name, number, left, top - height, WIDTH, height, "Tanda tangan elektronik")
