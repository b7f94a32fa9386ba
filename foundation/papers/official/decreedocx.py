"""A decree as a Word file, from the same data and in the same words as its PDF, for the legal bureau to work on."""

import io
from collections.abc import Sequence
from typing import Final

from docx.document import Document as Paper
from docx.enum.section import WD_SECTION

from foundation.papers.official import wordfile, wordparts
from foundation.papers.official.decree import Decree, DecreeRow, PlacedAnnex, check_final
from foundation.papers.official.frames import DECREE, Frame, frame
from foundation.papers.official.signatures import PlacedSignature

FONT: Final = "Bookman Old Style"
_LABEL, _COLON, _MARK = 36.0, 5.0, 8.0


def decree_docx(decree: Decree) -> bytes:
    """The decree as DOCX. Raises DecreeError for a final one with `faults`."""
    check_final(decree)
    framed = frame(DECREE, draft=decree.draft, electronic=decree.electronic)
    paper = wordfile.new_file(framed, FONT, f"{decree.heading[0]} tentang {decree.title}")
    wordparts.write_head(paper, decree.head)
    wordfile.centred(paper, decree.heading, after=12)
    wordfile.centred(paper, [decree.opening], after=12)
    _write_rows(paper, decree.reasons)
    wordfile.centred(paper, ["MEMUTUSKAN:"], after=10)
    _write_rows(paper, decree.decisions)
    wordparts.write_signatures(paper, decree.signs)
    wordparts.write_copies(paper, decree.copies)
    for annex in decree.annexes:
        _write_annex(paper, annex, decree.annex_signs, framed)
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def _write_rows(paper: Paper, rows: Sequence[DecreeRow]) -> None:
    rest = wordfile.width_mm(paper) - _LABEL - _COLON - _MARK
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


def _write_annex(paper: Paper, annex: PlacedAnnex, signs: Sequence[PlacedSignature], framed: Frame) -> None:
    """A section of its own, so that its pages may lie across while the others stand."""
    section = paper.add_section(WD_SECTION.NEW_PAGE)
    section.different_first_page_header_footer = False
    wordfile.lay(section, framed, across=annex.wide)
    wordparts.write_annex_block(paper, annex.block)
    wordfile.centred(paper, [annex.title], after=12)
    wordfile.lined_table(paper, annex.table)
    wordparts.write_signatures(paper, signs)
