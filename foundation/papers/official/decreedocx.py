"""A decree as a Word file, from the same data and in the same words as its PDF, for the legal bureau to work on."""

import io
from collections.abc import Sequence
from typing import Final

from docx.document import Document as Paper
from docx.enum.section import WD_SECTION
from docx.shared import Mm, Pt

from foundation.papers.official import wordfile
from foundation.papers.official.decree import Decree, DecreeRow, PlacedAnnex, check_final
from foundation.papers.official.frames import DECREE, Frame, frame
from foundation.papers.official.signatures import PlacedSignature

FONT: Final = "Bookman Old Style"
_LABEL, _COLON, _MARK = 36.0, 5.0, 8.0
_GARUDA: Final = 28


def decree_docx(decree: Decree) -> bytes:
    """The decree as DOCX. Raises DecreeError for a final one with `faults`."""
    check_final(decree)
    framed = frame(DECREE, draft=decree.draft, electronic=decree.electronic)
    paper = wordfile.new_file(framed, FONT, f"{decree.heading[0]} tentang {decree.title}")
    wordfile.picture(paper, decree.head.emblem, _GARUDA)
    wordfile.centred(paper, decree.head.lines, size=14, after=20)
    wordfile.centred(paper, decree.heading, after=12)
    wordfile.centred(paper, [decree.opening], after=12)
    _write_rows(paper, decree.reasons)
    wordfile.centred(paper, ["MEMUTUSKAN:"], after=10)
    _write_rows(paper, decree.decisions)
    _write_sign(paper, decree.signs[0])
    _write_copies(paper, decree.copies)
    for annex in decree.annexes:
        _write_annex(paper, annex, decree.annex_signs[0], framed)
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def _write_rows(paper: Paper, rows: Sequence[DecreeRow]) -> None:
    rest = wordfile.text_width(paper.sections[-1]) / Mm(1) - _LABEL - _COLON - _MARK
    table = wordfile.plain_table(paper, len(rows), (_LABEL, _COLON, _MARK, rest))
    for row, place in zip(rows, table.rows, strict=True):
        label, colon, mark, text = place.cells
        wordfile.fill(label, row.label, width_mm=_LABEL)
        wordfile.fill(colon, ":" if row.label else "", width_mm=_COLON)
        if row.mark:
            wordfile.fill(mark, row.mark, width_mm=_MARK)
            wordfile.fill(text, row.text, width_mm=rest, justified=True, after=5)
        else:
            wordfile.fill(mark.merge(text), row.text, width_mm=_MARK + rest, justified=True, after=5)
    for cell in table.rows[-1].cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    paper.add_paragraph().paragraph_format.keep_with_next = True


def _write_sign(paper: Paper, sign: PlacedSignature) -> None:
    """The block in the right half: its lines, room for five lines of ink, the name."""
    half = wordfile.text_width(paper.sections[-1]) // 2
    lines = [*sign.before, *sign.block.office, sign.block.name, *sign.block.below]
    for place, line in enumerate(lines, 1):
        paragraph = paper.add_paragraph(line)
        paragraph.paragraph_format.left_indent = Mm(half / Mm(1))
        paragraph.paragraph_format.keep_with_next = place < len(lines)
        if line == sign.block.name:
            paragraph.paragraph_format.space_before = Pt(62)


def _write_copies(paper: Paper, copies: Sequence[str]) -> None:
    if not copies:
        return
    paper.add_paragraph("Tembusan:").paragraph_format.space_before = Pt(22)
    for number, one in enumerate(copies, 1):
        paragraph = paper.add_paragraph(f"{number}. {one}")
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Mm(6), Mm(-6)


def _write_annex(paper: Paper, annex: PlacedAnnex, sign: PlacedSignature, framed: Frame) -> None:
    """A section of its own, so that its pages may lie across while the others stand."""
    section = paper.add_section(WD_SECTION.NEW_PAGE)
    section.different_first_page_header_footer = False
    wordfile.lay(section, framed, across=annex.wide)
    half = wordfile.text_width(section) // 2
    for place, line in enumerate(annex.block, 1):
        paragraph = paper.add_paragraph(line)
        paragraph.paragraph_format.left_indent = Mm(half / Mm(1))
        paragraph.paragraph_format.space_after = Pt(20 if place == len(annex.block) else 0)
    wordfile.centred(paper, [annex.title], after=12)
    wordfile.lined_table(paper, annex.table, wordfile.text_width(section))
    paper.add_paragraph().paragraph_format.keep_with_next = True
    _write_sign(paper, sign)
