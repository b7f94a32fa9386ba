"""Letters that an agency prints from its proposal, signs and uploads again: the content, as PDF and as DOCX."""

import datetime
from collections.abc import Sequence
from typing import Final

from agencies.core.kinds import Ownership
from agencies.core.models import Agency
from agencies.core.naming import head_of
from agencies.officials.offices import Office
from agencies.officials.picking import called, signatory
from foundation.city import city, logo
from foundation.papers.official import letter as letters
from foundation.papers.official import letterdocx
from foundation.papers.official.frames import BodyPart, PaperTable, TableColumn
from foundation.papers.official.heads import Head
from foundation.papers.official.letter import OfficialLetter
from foundation.papers.official.signatures import Family, PlacedSignature, Signatory, grouped_nip, signature_lines
from foundation.papers.official.titled import TitledPaper, titled_pdf
from foundation.text.plain import as_typed
from proposals.core.guide.profile import QUESTIONS, in_words
from proposals.papers.letterfile import LetterBlock, LetterWording, letter_file
from proposals.sent.shown import Shown

KIND: Final = "surat"
DOTS: Final = "." * 40
NOT_YET: Final = "." * 22
SIGNER: Final = ("Nama", "NIP", "Jabatan")
TEAM: Final = (
    TableColumn("No.", 7),
    TableColumn("Nama", 30),
    TableColumn("NIP atau NIK", 24),
    TableColumn("Jabatan", 21),
    TableColumn("Peran", 18),
)


def letter_keys() -> list[str]:
    """The kinds of letters there are; each is also a kind of attachment."""
    return [letter.key for letter in letter_file().letters]


def letter_for(shown: Shown, key: str, on: datetime.date) -> OfficialLetter | TitledPaper:
    """The letter `key` filled in from the proposal; dots where it says nothing. Raises KeyError for another key.

    What has a subject is a letter, everything else a statement. The head of the agency signs by the record of `on`.
    Number and date are left to the agency, which signs later and keeps its own register.
    """
    source = next((letter for letter in letter_file().letters if letter.key == key), None)
    if source is None:
        raise KeyError(key)
    return letter_of(source, words_for(shown), shown.head.agency, on)


def letter_of(
    source: LetterWording, values: dict[str, str], agency: Agency, on: datetime.date, team: Sequence[Sequence[str]] = ()
) -> OfficialLetter | TitledPaper:
    """The paper of this wording with these values; of a team the first rows say name and NIP where those are known."""
    heading = source.letter
    signer = called(head_of(agency.kind, agency.official_name), signatory(Office.AGENCY_HEAD, on, agency))
    head, blocks = agency_head(agency), [_part(block, values, signer, team) for block in source.blocks]
    if heading is None:
        dated = (f"{city().letterhead.place}, {NOT_YET}",)
        signs = [PlacedSignature(signature_lines(signer, Family.LETTER), dated)]
        title = source.title.format_map(values).upper().splitlines()
        return TitledPaper(head, title, blocks, signs, KIND)
    return OfficialLetter(
        head=head,
        year=on.year,
        subject=heading.subject.format_map(values),
        to=[heading.to.format_map(values)],
        attached=heading.attached.capitalize(),
        blocks=blocks,
        signatory=signer,
        kind=KIND,
        draft=False,
    )


def words_for(shown: Shown) -> dict[str, str]:
    """What a letter may name: every question of the profile by its key, the agency, the period and the office."""
    proposal, agency, known = shown.head, shown.head.agency, city()
    guide = proposal.period.guide
    idle = guide.fields.keys() - guide.asked_by(shown.said)
    values = {key: "" if key in idle else in_words(key, shown.said, guide) for key in QUESTIONS} | {
        "number": proposal.number or "",
        "agency": agency.name,
        "official_agency": agency.official_name,
        "period": proposal.period.name,
        "year": str(proposal.period.year),
        "office": known.office.name,
        "city": known.city.official_name,
    }
    return {name: as_typed(value) or DOTS for name, value in values.items()}


def agency_head(agency: Agency) -> Head:
    """The agency's own head; a public school stands under its office, a private one under its own name alone."""
    government = city().city.government_name.upper()
    own, below = agency.official_name.upper(), [agency.address] if agency.address else []
    if not agency.is_school:
        return Head([government, own], below, logo())
    if agency.ownership != Ownership.NEGERI or agency.parent is None:
        return Head([own], below)
    return Head([government, agency.parent.official_name.upper(), own], below, logo())


def _part(source: LetterBlock, values: dict[str, str], signer: Signatory, team: Sequence[Sequence[str]]) -> BodyPart:
    if source.signer:
        office = f"{signer.status} {signer.office}".strip() if signer.name else ""
        said = (signer.full_name, grouped_nip(signer.nip), office)
        return BodyPart(facts=[(label, words or DOTS) for label, words in zip(SIGNER, said, strict=True)])
    if source.facts:
        return BodyPart(facts=[(label, text.format_map(values)) for label, text in source.facts.items()])
    if source.team:
        known = [*team, *[()] * (source.team - len(team))]
        rows = [(f"{number}.", *one, *("" for _ in TEAM[1 + len(one) :])) for number, one in enumerate(known, 1)]
        return BodyPart(table=PaperTable(TEAM, rows, roomy=True))
    return BodyPart((source.text or "").format_map(values))


def letter_pdf(paper: OfficialLetter | TitledPaper) -> bytes:
    """The letter as a tagged PDF, ready to be signed."""
    return titled_pdf(paper) if isinstance(paper, TitledPaper) else letters.letter_pdf(paper)


def letter_docx(paper: OfficialLetter | TitledPaper) -> bytes:
    """The letter as a Word document, so that the agency may change its wording before signing."""
    return letterdocx.titled_docx(paper) if isinstance(paper, TitledPaper) else letterdocx.letter_docx(paper)
