"""The text of each section read back from the PDF and the Word file of a proposal, to be counted again."""

import io
import re

from docx import Document
from docx.table import Table
from pypdf import PdfReader

COUNTED = re.compile(r"^(?:[\d.]+/)?[\d.]+ kata(?:, batas belum diketahui)?$")


def read_docx(content: bytes, headings: list[str]) -> dict[str, str]:
    """By heading what stands below it, tables as rows of cells, without the line that tells the count."""
    found: dict[str, list[str]] = {}
    here: list[str] | None = None
    for part in Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(part, Table):
            lines = [" | ".join(cell.text for cell in row.cells) for row in part.rows]
        elif part.style and part.style.name == "Heading 2":
            here = found.setdefault(part.text, [])
            continue
        else:
            lines = [part.text]
        if here is not None:
            here += [line for line in lines if not COUNTED.match(line)]
    assert list(found) == headings
    return {heading: "\n".join(lines) for heading, lines in found.items()}


def read_pdf(content: bytes, headings: list[str], sources: dict[str, str]) -> dict[str, str]:
    """By heading the words below it, put back on the lines of its source; a page's own lines are taken out.

    A PDF does not say where a typed line ended, only which words stand there in which order. So the words are dealt out
    to the lines of the source as they come; a word more or less, or a torn one, shifts all that follow.
    """
    lines = [line for page in PdfReader(io.BytesIO(content)).pages for line in _own_lines(page.extract_text())]
    starts = [lines.index(heading) for heading in headings]
    found = {}
    for heading, begins, ends in zip(headings, starts, [*starts[1:], len(lines)], strict=True):
        told, *rest = lines[begins + 1 : ends]
        assert COUNTED.match(told), told
        found[heading] = "\n".join(_dealt(_joined(rest), sources[heading]))
    return found


def _own_lines(text: str) -> list[str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [line for line in lines if not re.search(r"^Halaman \d+ dari \d+|Proposal KIPP|^Ambulans Laut$", line)]


def _joined(lines: list[str]) -> list[str]:
    """The words; one that a line broke after its hyphen is one word."""
    return re.sub(r"(?<=\w)([-/])\n(?=\w)", r"\1", "\n".join(lines)).split()


def _dealt(words: list[str], source: str) -> list[str]:
    left, lines = [word for word in words if _tells(word)], []
    for line in source.splitlines():
        amount = len([word for word in line.split() if _tells(word)])
        lines.append(" ".join(left[:amount]))
        left = left[amount:]
    return [*lines, " ".join(left)]


def _tells(word: str) -> bool:
    return any(letter.isalnum() for letter in word)
