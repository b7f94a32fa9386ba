"""Letters that an agency prints from its proposal, signs and uploads again: the content, as PDF and as DOCX."""

import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from agencies.core.kinds import Ownership
from agencies.core.models import Agency
from agencies.officials.offices import Office
from agencies.officials.picking import called, signatory
from foundation.city import city
from foundation.papers.official.signatures import Family, Signatory, SignatureBlock, grouped_nip, signature_lines
from foundation.papers.rendering import render_pdf
from foundation.text.plain import as_typed
from proposals.core.guide.profile import QUESTIONS, in_words
from proposals.papers.letterfile import LetterBlock, letter_file
from proposals.sent.shown import Shown

DOTS = "." * 40
SHORT_DOTS = "." * 22
SIGNER = ("Nama", "NIP", "Jabatan")
TEAM = ("No.", "Nama", "NIP atau NIK", "Jabatan", "Peran")
FONT = "Arial"


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a letter: a paragraph, lines of label and value, or a table with a heading."""

    text: str = ""
    facts: Sequence[tuple[str, str]] = ()
    grid: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter filled in from one proposal; `subject` is empty for a statement."""

    key: str
    title: str
    head: list[str]
    address: str
    subject: str
    attached: str
    to: str
    place: str
    blocks: list[Block]
    signs: SignatureBlock


def letter_keys() -> list[str]:
    """The kinds of letters there are; each is also a kind of attachment."""
    return [letter.key for letter in letter_file().letters]


def letter_for(shown: Shown, key: str, on: datetime.date) -> Letter:
    """The letter `key` filled in from the proposal; dots where it says nothing. Raises KeyError for another key.

    The head of the agency signs by the record of the day `on`.
    """
    source = next((letter for letter in letter_file().letters if letter.key == key), None)
    if source is None:
        raise KeyError(key)
    values, agency, heading = words_for(shown), shown.head.agency, source.letter
    signer = called(letter_file().head(agency.kind).format_map(values), signatory(Office.AGENCY_HEAD, on, agency))
    return Letter(
        key=key,
        title=source.title,
        head=_letterhead(agency),
        address=agency.address,
        subject=heading.subject.format_map(values) if heading else "",
        attached=heading.attached if heading else "",
        to=heading.to.format_map(values) if heading else "",
        place=city().letterhead.place,
        blocks=[_block(block, values, signer) for block in source.blocks],
        signs=signature_lines(signer, Family.LETTER),
    )


def words_for(shown: Shown) -> dict[str, str]:
    """What a letter may name: every question of the profile by its key, the agency, the period and the office."""
    proposal, agency, known = shown.head, shown.head.agency, city()
    values = {key: in_words(key, shown.said, proposal.period.guide) for key in QUESTIONS} | {
        "number": proposal.number or "",
        "agency": agency.name,
        "official_agency": agency.official_name,
        "period": proposal.period.name,
        "year": str(proposal.period.year),
        "office": known.office.name,
        "city": known.city.official_name,
    }
    return {name: as_typed(value) or DOTS for name, value in values.items()}


def _letterhead(agency: Agency) -> list[str]:
    """The agency's own head; a public school stands under its office, a private one under its own name alone."""
    government = city().city.government_name.upper()
    own = agency.official_name.upper()
    if not agency.is_school:
        return [government, own]
    if agency.ownership != Ownership.NEGERI or agency.parent is None:
        return [own]
    return [government, agency.parent.official_name.upper(), own]


def _block(source: LetterBlock, values: dict[str, str], signer: Signatory) -> Block:
    if source.signer:
        office = f"{signer.status} {signer.office}".strip() if signer.name else ""
        said = (signer.full_name, grouped_nip(signer.nip), office)
        return Block(facts=[(label, words or DOTS) for label, words in zip(SIGNER, said, strict=True)])
    if source.facts:
        return Block(facts=[(label, text.format_map(values)) for label, text in source.facts.items()])
    if source.team:
        empty = ["" for _ in TEAM[1:]]
        return Block(grid=[TEAM, *([f"{number}.", *empty] for number in range(1, source.team + 1))])
    return Block(text=(source.text or "").format_map(values))


def letter_pdf(letter: Letter) -> bytes:
    """The letter as a tagged PDF, ready to be signed."""
    return render_pdf("papers/letter.html", {"letter": letter, "dots": SHORT_DOTS})


def letter_docx(letter: Letter) -> bytes:
    """The letter as a Word document, so that the agency may change its wording before signing."""
    paper = Document()
    _set_page(paper, letter.title)
    _write_head(paper, letter)
    for block in letter.blocks:
        if block.facts:
            _write_table(paper, [(label, ":", value) for label, value in block.facts], widths=(45, 5, 110))
        elif block.grid:
            _write_table(paper, block.grid, widths=(12, 48, 38, 34, 28), style="Table Grid")
        else:
            paper.add_paragraph(block.text)
    _write_signature(paper, letter)
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def _set_page(paper: Paper, title: str) -> None:
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Mm(25), Mm(20), Mm(20), Mm(20)
    plain = paper.styles["Normal"]
    plain.font.name, plain.font.size = FONT, Pt(11)
    plain.paragraph_format.space_after = Pt(6)
    paper.core_properties.title, paper.core_properties.language = title, "id"
    paper.core_properties.author = city().office.short_name


def _write_head(paper: Paper, letter: Letter) -> None:
    for line in letter.head:
        _centred(paper, line, bold=line == letter.head[-1], size=13)
    if letter.address:
        _centred(paper, letter.address, size=10)
    paper.add_paragraph("_" * 72).alignment = WD_ALIGN_PARAGRAPH.CENTER
    if letter.subject:
        paper.add_paragraph(f"{letter.place}, {SHORT_DOTS}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
        lines = (("Nomor", SHORT_DOTS), ("Lampiran", letter.attached), ("Hal", letter.subject))
        _write_table(paper, [(label, ":", value) for label, value in lines], widths=(25, 5, 130))
        paper.add_paragraph(f"Yth. {letter.to}\ndi {letter.place}")
    else:
        _centred(paper, letter.title.upper(), bold=True, size=12)
        paper.add_paragraph()


def _centred(paper: Paper, text: str, *, bold: bool = False, size: int) -> None:
    paragraph = paper.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)


def _write_table(paper: Paper, rows: Sequence[Sequence[str]], *, widths: Sequence[int], style: str = "") -> None:
    table = paper.add_table(rows=0, cols=len(widths))
    if style:
        table.style = paper.styles[style]
    for row in rows:
        for cell, text, width in zip(table.add_row().cells, row, widths, strict=True):
            cell.text, cell.width = text, Mm(width)
    paper.add_paragraph().paragraph_format.space_after = Pt(0)


def _write_signature(paper: Paper, letter: Letter) -> None:
    lines = [*letter.signs.office, "", "", "", letter.signs.name, *letter.signs.below]
    if not letter.subject:
        lines.insert(0, f"{letter.place}, {SHORT_DOTS}")
    for line in lines:
        paragraph = paper.add_paragraph(line)
        paragraph.paragraph_format.left_indent = Mm(85)
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.keep_with_next = line != lines[-1]
