"""The parts of official papers as Word writes them: heads, bodies, signatures, copies, the block of an annex.

They stand in the order, and say the words, of the partials in `templates/papers/official/`.
"""

from collections.abc import Sequence
from typing import Final

from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from foundation.papers.official import wordfile
from foundation.papers.official.frames import BodyPart
from foundation.papers.official.heads import Head
from foundation.papers.official.signatures import PlacedSignature

_EMBLEM, _SIDE = 26, 26.0
_GARUDA: Final = 28
_LABEL, _COLON, _NUMBER = 44.0, 5.0, 8.0
_INDENT: Final = 12.5
_INK: Final = 62
"""Points of room for a signature in ink."""


def write_head(paper: Paper, head: Head) -> None:
    """The head of the paper: an emblem above the name of the head of the region, beside that of all others."""
    if head.of_region:
        above = paper.add_paragraph()
        above.alignment = WD_ALIGN_PARAGRAPH.CENTER
        wordfile.draw(above, head.emblem, _GARUDA)
        wordfile.centred(paper, head.lines, size=14)
        wordfile.centred(paper, head.below, size=9.5)
        paper.add_paragraph()
        return
    middle = wordfile.width_mm(paper) - 2 * _SIDE
    left, text, _ = wordfile.plain_table(paper, 1, (_SIDE, middle, _SIDE)).rows[0].cells
    wordfile.draw(left.paragraphs[0], head.emblem, _EMBLEM)
    *government, office = head.lines
    small, large = (10.5, 14) if head.is_long else (12, 16)
    wordfile.centred(text, government, size=small)
    wordfile.centred(text, [office], size=large, bold=True)
    wordfile.centred(text, head.below, size=9.5)
    text._tc.remove(text.paragraphs[0]._p)
    _underline(paper.add_paragraph())


def _underline(paragraph: Paragraph) -> None:
    """The line below a head."""
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)


def write_body(paper: Paper, parts: Sequence[BodyPart]) -> None:
    """Paragraphs with their first line set in, rows of label and value, numbered items, tables."""
    for part in parts:
        if part.text:
            paragraph = paper.add_paragraph(part.text)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            paragraph.paragraph_format.first_line_indent, paragraph.paragraph_format.space_after = Mm(_INDENT), Pt(6)
        if part.facts:
            write_facts(paper, part.facts)
        if part.items:
            rest = wordfile.width_mm(paper) - _NUMBER
            rows = wordfile.plain_table(paper, len(part.items), (_NUMBER, rest)).rows
            for number, (row, item) in enumerate(zip(rows, part.items, strict=True), 1):
                wordfile.fill(row.cells[0], f"{number}.", width_mm=_NUMBER)
                wordfile.fill(row.cells[1], item, width_mm=rest, justified=True, after=3)
            paper.add_paragraph()
        if part.table:
            wordfile.lined_table(paper, part.table)
            paper.add_paragraph()


def write_facts(paper: Paper, facts: Sequence[tuple[str, str]]) -> None:
    """Rows of label, colon and value."""
    rest = wordfile.width_mm(paper) - _LABEL - _COLON
    rows = wordfile.plain_table(paper, len(facts), (_LABEL, _COLON, rest)).rows
    for row, (label, value) in zip(rows, facts, strict=True):
        for cell, text, width in zip(row.cells, (label, ":", value), (_LABEL, _COLON, rest), strict=True):
            wordfile.fill(cell, text, width_mm=width)
    paper.add_paragraph()


def write_signatures(paper: Paper, signs: Sequence[PlacedSignature]) -> None:
    """Signatures side by side, one alone at the right: their lines, room for ink, the names; kept on one page."""
    paper.add_paragraph().paragraph_format.keep_with_next = True
    half = wordfile.width_mm(paper) / 2
    rows = wordfile.plain_table(paper, 3, (half, half)).rows
    first = 1 if len(signs) == 1 else 0
    for place, sign in enumerate(signs, first):
        above, ink, below = (row.cells[place] for row in rows)
        _fill_lines(above, [*sign.before, *sign.block.office], half)
        ink.paragraphs[0].paragraph_format.space_before = Pt(_INK)
        _fill_lines(below, [sign.block.name, *sign.block.below], half)
    for place, row in enumerate(rows):
        wordfile.mark_row(row, "w:cantSplit")
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = place < len(rows) - 1


def _fill_lines(cell: _Cell, lines: Sequence[str], width: float) -> None:
    first, *rest = lines
    wordfile.fill(cell, first, width_mm=width)
    for line in rest:
        cell.add_paragraph(line)


def write_copies(paper: Paper, copies: Sequence[str]) -> None:
    """Who gets a copy, numbered; nothing where nobody does."""
    if not copies:
        return
    paper.add_paragraph("Tembusan:").paragraph_format.space_before = Pt(22)
    for number, one in enumerate(copies, 1):
        paragraph = paper.add_paragraph(f"{number}. {one}")
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Mm(6), Mm(-6)


def write_annex_block(paper: Paper, lines: Sequence[str]) -> None:
    """The block at the right that opens an annex, its lines aligned at the left."""
    for place, line in enumerate(lines, 1):
        paragraph = paper.add_paragraph(line)
        paragraph.paragraph_format.left_indent = Mm(wordfile.width_mm(paper) / 2)
        paragraph.paragraph_format.space_after = Pt(20 if place == len(lines) else 0)
