"""Reads the lines of a foreign Word or PDF document; it runs confined, without settings, and knows no proposal."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import pypdfium2
from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from foundation.files.confined import Answer
from proposals.bringing.matching import ITEM, LineKind, ReadLine, Target, sorted_out
from proposals.bringing.numbering import ListSigns

MOST_PAGES: Final = 300
MOST_CHARACTERS: Final = 400_000
FEWEST_CHARACTERS: Final = 40
"""A document with fewer letters is a scan with a stray sign, or holds nothing."""
SCANNED: Final = (
    "PDF ini hanya berisi gambar (hasil pindai), jadi tulisannya tidak dapat dibaca. Unggah berkas Word-nya, atau PDF "
    "yang disimpan langsung dari Word."
)
EMPTY: Final = "Dokumen ini tidak berisi tulisan. Periksa berkasnya, lalu unggah lagi."
TOO_LONG: Final = (
    f"Dokumen ini terlalu panjang untuk dibaca: paling banyak {MOST_PAGES} halaman. Simpan bagian usulannya saja "
    "sebagai dokumen tersendiri, lalu unggah."
)
BROKEN: Final = "Isi dokumen ini tidak dapat dibaca. Simpan ulang dari Word atau sebagai PDF, lalu unggah lagi."
_HEADING_STYLES: Final = ("heading", "judul", "title", "subtitle")
_LIST_STYLES: Final = ("list", "daftar")
_CONTENTS_STYLES: Final = ("toc", "daftar isi")
_PAGE_NUMBER: Final = re.compile(r"^\d{1,3}$|\bhal(?:aman)?\.? \d{1,3}(?: (?:dari|/|of) \d{1,3})?$", re.IGNORECASE)
_DIGITS: Final = re.compile(r"\d+")
_SAME_FRAME: Final = 2
"""A line that begins or ends so many pages is a running head and no text."""


def read_here(blobs: list[bytes], asked: dict[str, Any]) -> Answer:
    """The document, sorted by `asked["targets"]` as `matching.sorted_out` does; {"refused": sentence} for no text.

    `asked["extension"]` is docx or pdf, as the file was judged.
    """
    try:
        lines = list(_word_lines(blobs[0]) if asked["extension"] == "docx" else _pdf_lines(blobs[0]))
    except DocumentRefused as refusal:
        return {"refused": str(refusal)}, b""
    except Exception:  # a hostile file can make the reader fail in any way; whatever it is, it cannot be read
        return {"refused": BROKEN}, b""
    amount = sum(len(line.text) for line in lines)
    if amount > MOST_CHARACTERS:
        return {"refused": TOO_LONG}, b""
    if amount < FEWEST_CHARACTERS:
        return {"refused": SCANNED if asked["extension"] == "pdf" else EMPTY}, b""
    return sorted_out(lines, [Target(*target) for target in asked["targets"]]), b""


class DocumentRefused(Exception):
    """A document that is not read; the text is a sentence for the user."""


def _word_lines(data: bytes) -> Iterator[ReadLine]:
    document = Document(io.BytesIO(data))
    signs = ListSigns(document)
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from _table_lines(block)
        elif text := block.text.strip():
            yield from _paragraph(block, text, signs)


def _paragraph(paragraph: Paragraph, text: str, signs: ListSigns) -> Iterator[ReadLine]:
    style = str(paragraph.style.name if paragraph.style else "").casefold()
    if style.startswith(_CONTENTS_STYLES):
        return
    if style.startswith(_HEADING_STYLES):
        yield ReadLine(LineKind.HEADING, text)
        return
    properties = paragraph._p.pPr
    numbered = properties is not None and properties.numPr is not None
    item = (numbered or style.startswith(_LIST_STYLES)) and not ITEM.match(text)
    first, *rest = text.splitlines()
    if item:
        yield ReadLine(LineKind.ITEM, first.strip(), sign=signs.before(paragraph))
    else:
        yield ReadLine(LineKind.TEXT, first.strip())
    for line in rest:
        yield ReadLine(LineKind.TEXT, line.strip())


def _table_lines(table: Table) -> Iterator[ReadLine]:
    for row in table.rows:
        cells: list[Any] = []
        shown: list[str] = []
        for cell in row.cells:
            # A merged cell is given once for each column it covers.
            is_covered = bool(cells) and cell._tc is cells[-1]._tc
            shown.append("" if is_covered else " ".join(cell.text.split()))
            cells += [] if is_covered else [cell]
        whole = " | ".join(shown)
        texts = [text for cell in cells if (text := cell.text.strip().strip(":").strip())]
        if len(texts) == 3 and re.fullmatch(r"(?:\d{1,2}(?:\.\d{1,2})*|[a-z])[.)]?", texts[0], re.IGNORECASE):
            texts = texts[1:]
        if len(texts) == 2:
            yield ReadLine(LineKind.PAIR, texts[0], texts[1], row=whole)
        elif texts:
            yield ReadLine(LineKind.TEXT, " | ".join(" ".join(text.split()) for text in texts), row=whole)


def _pdf_lines(data: bytes) -> Iterator[ReadLine]:
    document = pypdfium2.PdfDocument(data)
    if len(document) > MOST_PAGES:
        raise DocumentRefused(TOO_LONG)
    pages = [_page_lines(page) for page in document]
    frames = Counter(line for page in pages for line in {_masked(line) for line in (*page[:2], *page[-2:])})
    for page in pages:
        for line in page:
            if not _PAGE_NUMBER.search(line) and frames[_masked(line)] < _SAME_FRAME:
                yield ReadLine(LineKind.WRAPPED, line)


def _masked(line: str) -> str:
    """A line as it is the same on every page, whatever number that has."""
    return _DIGITS.sub("#", line)


def _page_lines(page: Any) -> list[str]:
    # A hyphen at the end of a line comes as the sign U+FFFE.
    text = page.get_textpage().get_text_range().replace("\ufffe", "-")
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]
