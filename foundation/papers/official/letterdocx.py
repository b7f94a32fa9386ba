"""Letters and papers with a title as Word files, in the same words as their PDF, for offices to work on."""

import io
from typing import Final

from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from foundation.papers.official import wordfile, wordparts
from foundation.papers.official.frames import frame
from foundation.papers.official.letter import OfficialLetter
from foundation.papers.official.titled import TitledPaper

FONT: Final = "Arial"
_LABEL, _COLON, _DATE = 21.0, 4.0, 68.0


def letter_docx(letter: OfficialLetter) -> bytes:
    """The letter as DOCX, with its annexes behind it."""
    framed = frame(letter.kind, draft=letter.draft, electronic=letter.electronic)
    paper = wordfile.new_file(framed, FONT, letter.subject)
    wordparts.write_head(paper, letter.head)
    _write_lines(paper, letter)
    _write_addressees(paper, letter)
    wordparts.write_body(paper, letter.blocks)
    wordparts.write_signatures(paper, letter.signs)
    wordparts.write_copies(paper, letter.copies)
    for annex in letter.annexes:
        paper.add_paragraph().paragraph_format.page_break_before = True
        wordparts.write_annex_block(paper, letter.annex_block)
        wordfile.centred(paper, [annex.title], after=12)
        wordparts.write_body(paper, annex.blocks)
        wordparts.write_signatures(paper, letter.signs)
    return _saved(paper)


def titled_docx(source: TitledPaper) -> bytes:
    """The paper with a title as DOCX."""
    framed = frame(source.kind, draft=source.draft, electronic=source.electronic)
    paper = wordfile.new_file(framed, FONT, " ".join(source.heading))
    wordparts.write_head(paper, source.head)
    wordfile.centred(paper, source.heading, after=14)
    wordparts.write_body(paper, source.blocks)
    wordparts.write_signatures(paper, source.signs)
    wordparts.write_copies(paper, source.copies)
    return _saved(paper)


def _write_lines(paper: Paper, letter: OfficialLetter) -> None:
    """Nomor to Hal, and the date in a column of its own beside the number."""
    widths = (_LABEL, _COLON, wordfile.width_mm(paper) - _LABEL - _COLON - _DATE, _DATE)
    rows = wordfile.plain_table(paper, len(letter.lines), widths).rows
    for place, (row, (label, value)) in enumerate(zip(rows, letter.lines, strict=True)):
        dated = "" if place else f"{letter.place}, {letter.dated}"
        for cell, text, width in zip(row.cells, (label, ":", value, dated), widths, strict=True):
            paragraph = wordfile.fill(cell, text, width_mm=width)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _write_addressees(paper: Paper, letter: OfficialLetter) -> None:
    several = len(letter.addressees) > 1
    named = [f"{number}. {one}" for number, one in enumerate(letter.addressees, 1)]
    lines = ["Yth.", *named] if several else [f"Yth. {letter.addressees[0]}"]
    for place, line in enumerate([*lines, "di"]):
        paper.add_paragraph(line).paragraph_format.space_before = Pt(0 if place else 14)
    last = paper.add_paragraph(letter.to_place)
    last.paragraph_format.left_indent, last.paragraph_format.space_after = Mm(12), Pt(18)


def _saved(paper: Paper) -> bytes:
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()
