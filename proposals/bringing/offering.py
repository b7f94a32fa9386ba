"""What a document offers to a proposal, part by part, beside what stands there now; nothing is written here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from proposals.bringing.matching import bare
from proposals.bringing.meaning import Reader
from proposals.bringing.models import BroughtDocument
from proposals.core.guide.models import FormGuide, Section
from proposals.core.guide.profile import BY_COLUMN, QUESTIONS, in_words
from proposals.core.models import Proposal, SectionText
from proposals.text.cleaning import clean_text
from proposals.writing.forms import ProfileForm
from proposals.writing.merging import plain

# What papers print where nothing was written.
NOTHING_SAID: Final = {"", "belum ditulis", "belum diisi", "belum ada", "tidak ada", "nihil"}


@dataclass(frozen=True, slots=True)
class TextOffer:
    """A text of the document and the section it would go to; `version` is that of what stands there."""

    section: Section
    found: str
    present: str
    version: int


@dataclass(frozen=True, slots=True)
class FieldOffer:
    """An answer of the document: as it says it, as the portal reads it, and as the question is answered now.

    `typed` is what a form takes, `bases` what stands there now in the form of `merging.plain`, both by column.
    """

    question: str
    label: str
    said: str
    reading: str
    present: str
    typed: Mapping[str, Any]
    bases: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Leftover:
    """Words of the document that go nowhere by themselves, to be copied; `why` where they were nearly understood."""

    title: str
    text: str
    why: str = ""


@dataclass(slots=True)
class Offer:
    """All that a document offers; `same` names what stands in the proposal already."""

    title: str = ""
    texts: list[TextOffer] = field(default_factory=list)
    fields: list[FieldOffer] = field(default_factory=list)
    rest: list[Leftover] = field(default_factory=list)
    same: list[str] = field(default_factory=list)

    @property
    def amount(self) -> int:
        return len(self.texts) + len(self.fields)


def offer_of(document: BroughtDocument, proposal: Proposal | None) -> Offer:
    """What the document offers to `proposal`, or to a new one, by the guide of its period."""
    guide = document.period.guide
    offer = Offer()
    _offer_fields(offer, document, proposal, guide)
    _offer_texts(offer, document, proposal, guide)
    offer.rest += [Leftover(title, text) for title, text in document.rest]
    return offer


def _offer_texts(offer: Offer, document: BroughtDocument, proposal: Proposal | None, guide: FormGuide) -> None:
    stored: dict[int, SectionText] = {}
    if proposal:
        stored = {text.section_id: text for text in proposal.texts.defer("search")}
    parts = Section.objects.filter(guide=guide, parent__isnull=False, key__in=document.texts)
    for section in parts.order_by("parent__order", "order"):
        present, found = stored.get(section.pk), clean_text(document.texts[section.key])
        if bare(found) in NOTHING_SAID:
            continue
        if present and present.text == found:
            offer.same.append(section.title)
        else:
            now, version = (present.text, present.version) if present else ("", 0)
            offer.texts.append(TextOffer(section, found, now, version))


def profile_form(
    document: BroughtDocument, proposal: Proposal | None, typed: Mapping[str, Any], **options: Any
) -> ProfileForm:
    """The form of the profile as it takes these values, checked as if they had been typed."""
    agency = proposal.agency if proposal else document.by.agency
    return ProfileForm(
        dict(typed),
        instance=proposal or Proposal(period=document.period),
        guide=document.period.guide,
        school=bool(agency and agency.is_school),
        only=set(typed),
        **options,
    )


def _offer_fields(offer: Offer, document: BroughtDocument, proposal: Proposal | None, guide: FormGuide) -> None:
    reader = Reader(guide)
    said = {key: document.fields[key] for key in guide.fields if key in document.fields}
    typed = {key: reader.typed(key, words) for key, words in said.items()}
    together = {column: value for values in typed.values() for column, value in values.items()}
    form = profile_form(document, proposal, together)
    form.is_valid()
    values = form.changes()
    for key, words in said.items():
        columns = [column.column for column in QUESTIONS[key]]
        wrong = [str(sentence) for column in columns for sentence in form.errors.get(column, ())]
        reading = "" if wrong else in_words(key, values, guide)
        if key == "title" and proposal is None:
            offer.title = reading
        elif not reading:
            why = " ".join(wrong) or "Portal tidak dapat memastikan artinya."
            offer.rest.append(Leftover(guide.heading(key), words, why))
        elif proposal and (now := _present(key, proposal, guide)) == reading:
            offer.same.append(guide.heading(key))
        else:
            now = _present(key, proposal, guide) if proposal else ""
            bases = {column: plain(BY_COLUMN[column].stored_of(proposal)) for column in columns} if proposal else {}
            asked = {column: form.data.get(column, "") for column in columns}
            offer.fields.append(FieldOffer(key, guide.heading(key), words, reading, now, asked, bases))


def _present(question: str, proposal: Proposal, guide: FormGuide) -> str:
    return in_words(question, {field.column: field.of(proposal) for field in QUESTIONS[question]}, guide)
