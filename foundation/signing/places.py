"""Where the signatures of a paper stand: official papers name the room for each with an anchor, `ttd-1`, `ttd-2` …"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from foundation.signing.signer import SignaturePlace
from foundation.signing.validation import NotReadable

_MM: Final = 72 / 25.4
# The room that papers leave for ink is 22 mm high; that for a block is larger (styles/paper.css, signs__space).
WIDTH: Final = 62 * _MM
HEIGHT: Final = 22 * _MM
_ANCHOR: Final = re.compile(r"ttd-[1-9]\d?")


def places_in(pdf: bytes) -> list[SignaturePlace]:
    """The places for signatures that the paper's anchors name, in the order of their numbers; empty where it has none.

    Raises NotReadable for what is no PDF.
    """
    try:
        reader = PdfFileReader(BytesIO(pdf))
        pages = {reference: number for number, reference in enumerate(_pages(reader.root["/Pages"]), 1)}
        found = [place for name, at in _destinations(reader) if (place := _place(name, at, pages))]
    except (PdfError, KeyError, TypeError, ValueError) as problem:
        raise NotReadable(str(problem)) from problem
    return sorted(found, key=lambda place: int(place.name.rsplit("-", 1)[1]))


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


def _place(name: str, at: Any, pages: dict[Any, int]) -> SignaturePlace | None:
    number = pages.get(at.raw_get(0).reference)
    if number is None or not _ANCHOR.fullmatch(name):
        return None
    left, top = float(at[2]), float(at[3])
    return SignaturePlace(name, number, left, top - HEIGHT, WIDTH, HEIGHT, "Tanda tangan elektronik")
