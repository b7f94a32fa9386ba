"""The proposal of an entry as a Word file, from the same content as its PDF, for an agency to hand round."""

import io
from collections.abc import Sequence
from typing import Final

from docx.document import Document as Paper
from docx.shared import Mm, Pt, RGBColor

from competitions.kipp.papers.content import PrintedSection, ProposalPaper
from foundation.papers.official import wordfile, wordparts
from foundation.papers.official.frames import PaperTable, TableColumn, frame
from foundation.papers.official.letterdocx import FONT
from proposals.text.blocks import Gap, ListBlock, TextLine, TextTable, read_blocks
from proposals.text.diffing import Span
from proposals.text.marks import cells_of

_INDENT: Final = 6.0
_SMALL: Final = 9


def proposal_docx(paper: ProposalPaper) -> bytes:
    """The proposal as DOCX."""
    written = wordfile.new_file(frame("surat", draft=paper.is_draft), FONT, paper.title)
    _write_foot(written, paper.foot)
    wordfile.centred(written, [" · ".join(filter(None, [paper.programme, paper.form, paper.group]))], size=_SMALL)
    wordfile.centred(written, [paper.title.upper()], size=14, bold=True)
    wordfile.centred(written, [paper.agency], after=10)
    if paper.is_draft:
        _small(written, f"{paper.label}. Naskah ini belum dapat dikirim: {' '.join(paper.faults)}")
    wordparts.write_facts(written, [(field.label, field.value or "–") for field in paper.facts])
    for section in paper.sections:
        _write_section(written, section)
    target = io.BytesIO()
    written.save(target)
    return target.getvalue()


def _write_foot(paper: Paper, text: str) -> None:
    """The line below every page; the first page has a foot of its own."""
    section = paper.sections[0]
    for foot in (section.first_page_footer, section.footer):
        foot.paragraphs[0].add_run(text).font.size = Pt(8)


def _small(paper: Paper, text: str) -> None:
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(4)
    paragraph.add_run(text).font.size = Pt(_SMALL)


def _write_section(paper: Paper, section: PrintedSection) -> None:
    heading = paper.add_paragraph(style="Heading 2")
    heading.paragraph_format.space_before = Pt(12)
    run = heading.add_run(section.title)
    run.font.name, run.font.size, run.font.color.rgb = FONT, Pt(12), RGBColor(0, 0, 0)
    _small(paper, section.counted)
    for block in read_blocks([Span("equal", section.text)]):
        if isinstance(block, TextTable):
            _write_table(paper, block)
        elif isinstance(block, ListBlock):
            _write_list(paper, block, 0)
        elif not isinstance(block, Gap):
            _write_lines(paper, block.lines, 0)


def _write_list(paper: Paper, block: ListBlock, level: int) -> None:
    """Marks stay words of the text, as they were typed, so that nobody's Word numbers them anew."""
    for item in block.items:
        _write_lines(paper, [line for line in item.own if not line.is_empty], level + 1)
        for inner in item.inner:
            _write_list(paper, inner, level + 1)


def _write_lines(paper: Paper, lines: Sequence[TextLine], level: int) -> None:
    """Lines below each other as one paragraph; of an item the mark hangs out."""
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(4)
    if level:
        paragraph.paragraph_format.left_indent = Mm(_INDENT * level)
        paragraph.paragraph_format.first_line_indent = Mm(-_INDENT)
    for place, line in enumerate(lines):
        run = paragraph.add_run(line.new.strip(" \t"))
        if place < len(lines) - 1:
            run.add_break()


def _write_table(paper: Paper, block: TextTable) -> None:
    head, *rows = (
        _cells(line, block.width) for place, line in enumerate(block.lines) if place != 1 or not line.is_rule
    )
    columns = [TableColumn(title, 100 // block.width) for title in head]
    wordfile.lined_table(paper, PaperTable(columns, rows))
    paper.add_paragraph()


def _cells(line: TextLine, width: int) -> list[str]:
    found = cells_of(line.new)
    return [*found, *[""] * (width - len(found))]
