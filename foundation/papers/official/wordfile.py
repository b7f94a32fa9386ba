"""What official papers need of Word files: sheet, typeface in all its slots, the lines above a page, tables.

Measures are those of `styles/paper.css`, so that both forms of a paper look alike.
"""

import base64
import io
from collections.abc import Sequence
from typing import Final

from django.http import HttpResponse
from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from foundation.city import city
from foundation.papers.official.frames import Frame, PaperTable

# top, bottom, left, right in mm: upright as Pasal 34 of Permendagri 1/2023 has it, and across.
UPRIGHT: Final = (20, 25, 30, 20)
ACROSS: Final = (20, 20, 25, 20)
_FONT_SLOTS: Final = ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia")
_SMALL: Final = 10
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def new_file(frame: Frame, font: str, title: str) -> Paper:
    """An empty paper of that sheet in 12 points of `font`, its pages numbered from the second on, KONSEP on drafts."""
    paper = Document()
    plain = paper.styles["Normal"]
    plain.font.name, plain.font.size = font, Pt(12)
    fonts = plain.element.get_or_add_rPr().get_or_add_rFonts()
    for slot in _FONT_SLOTS:
        fonts.set(qn(slot), font)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "id-ID")
    plain.element.rPr.append(language)
    plain.paragraph_format.space_after = Pt(0)
    paper.core_properties.title, paper.core_properties.language = title, "id"
    paper.core_properties.author = city().office.short_name
    section = paper.sections[0]
    lay(section, frame)
    section.different_first_page_header_footer = True
    _head_line(section.first_page_header.paragraphs[0], frame.label, numbered=False, section=section)
    _head_line(section.header.paragraphs[0], frame.label, numbered=True, section=section)
    return paper


def lay(section: Section, frame: Frame, *, across: bool = False) -> None:
    """Gives the pages of a section their sheet and margins, upright or lying across."""
    sides = (frame.height_mm, frame.width_mm) if across else (frame.width_mm, frame.height_mm)
    section.page_width, section.page_height = (Mm(side) for side in sides)
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    margins = (Mm(side) for side in (ACROSS if across else UPRIGHT))
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = margins


def text_width(section: Section) -> int:
    """The room between the margins, in EMU as Word's library counts."""
    return (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)


def width_mm(paper: Paper) -> float:
    """The room between the margins of the pages that are written now."""
    return text_width(paper.sections[-1]) / Mm(1)


def _head_line(paragraph: Paragraph, label: str, *, numbered: bool, section: Section) -> None:
    """The page's number between dashes in the middle, the label at the right."""
    stops = paragraph.paragraph_format.tab_stops
    stops.clear_all()
    width = text_width(section)
    stops.add_tab_stop(Mm(0) + width // 2, WD_TAB_ALIGNMENT.CENTER)
    stops.add_tab_stop(Mm(0) + width, WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run("\t")
    if numbered:
        paragraph.add_run("- ")
        _field(paragraph.add_run(), "PAGE")
        paragraph.add_run(" -")
    paragraph.add_run(f"\t{label}").bold = True


def _field(run: Run, code: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def centred(
    paper: Paper | _Cell, lines: Sequence[str], *, size: float = 12, after: int = 0, bold: bool = False
) -> None:
    """Lines in the middle, each its own paragraph; `after` points below the last one."""
    for place, line in enumerate(lines, 1):
        paragraph = paper.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_after = Pt(after if place == len(lines) else 0)
        run = paragraph.add_run(line)
        run.bold, run.font.size = bold, Pt(size)


def draw(paragraph: Paragraph, source: str, height_mm: int) -> None:
    """A picture given as a data: address; nothing for an empty one, and for a drawing (SVG), which Word lacks."""
    if not source or source.startswith("data:image/svg"):
        return
    paragraph.add_run().add_picture(io.BytesIO(base64.b64decode(source.partition(",")[2])), height=Mm(height_mm))


def plain_table(paper: Paper, rows: int, widths_mm: Sequence[float]) -> WordTable:
    """A table of so many empty rows without lines, its columns of fixed width."""
    table: WordTable = paper.add_table(rows=rows, cols=len(widths_mm))
    table.autofit = False
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    return table


def fill(cell: _Cell, text: str, *, width_mm: float, justified: bool = False, after: int = 0) -> Paragraph:
    """Writes one paragraph into a cell and gives it back."""
    cell.width = Mm(width_mm)
    paragraph: Paragraph = cell.paragraphs[0]
    paragraph.add_run(text)
    paragraph.paragraph_format.space_after = Pt(after)
    if justified:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    return paragraph


def lined_table(paper: Paper, source: PaperTable) -> None:
    """A table with lines, as wide as the text; its header stands on every page again, and no row is torn."""
    table = paper.add_table(rows=0, cols=len(source.columns), style="Table Grid")
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    widths = [width_mm(paper) * column.percent / 100 for column in source.columns]
    head = table.add_row()
    mark_row(head, "w:tblHeader", "w:cantSplit")
    for cell, column, share in zip(head.cells, source.columns, widths, strict=True):
        small(fill(cell, column.title, width_mm=share)).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for texts in source.rows:
        row = table.add_row()
        mark_row(row, "w:cantSplit")
        if source.roomy:
            row.height = Mm(8)
        for cell, text, column, share in zip(row.cells, texts, source.columns, widths, strict=True):
            paragraph = small(fill(cell, text, width_mm=share))
            if column.figures:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def small(paragraph: Paragraph) -> Paragraph:
    """The paragraph in the size of tables."""
    for run in paragraph.runs:
        run.font.size = Pt(_SMALL)
    return paragraph


def mark_row(row: _Row, *marks: str) -> None:
    """Gives a row of a table marks such as `w:tblHeader`."""
    properties = row._tr.get_or_add_trPr()
    for mark in marks:
        properties.append(OxmlElement(mark))


def word_response(content: bytes, filename: str) -> HttpResponse:
    """Hands a Word file to the browser to save."""
    response = HttpResponse(content, content_type=WORD)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
