"""The proposal of an entry as its papers print it, and why one is still a draft; the same for PDF and Word.

A text over its limit is printed, since whoever shortens it needs it on paper, but every page then says KONSEP and the
first one says why: a paper without that word never exceeds a limit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from competitions.entering.copying import EntryField
from competitions.entering.filenames import plain
from competitions.kipp.papers.fields import identification, printed
from competitions.kipp.writing.onepage import EntryDesk
from competitions.kipp.writing.state import SectionState
from foundation.text.rounding import grouped


@dataclass(frozen=True, slots=True)
class PrintedSection:
    """One section of the form with its text; the words are those of the writing room."""

    state: SectionState
    text: str

    @property
    def title(self) -> str:
        """The heading, exactly that of the form."""
        return self.state.section.title

    @property
    def counted(self) -> str:
        """The words against the limit, as "198/200 kata"."""
        return counted(self.state.words, self.state.limit)


@dataclass(frozen=True, slots=True)
class ProposalPaper:
    """The proposal of one entry; `pages` are None until they were counted."""

    programme: str
    form: str
    title: str
    agency: str
    group: str
    number: str
    facts: Sequence[EntryField]
    sections: Sequence[PrintedSection]
    max_pages: int | None = None
    pages: int | None = None

    @property
    def faults(self) -> list[str]:
        """What makes it a draft, as sentences."""
        found = list(filter(None, (_fault(section.state) for section in self.sections)))
        if self.has_too_many_pages:
            found.append(f"{self.pages} halaman, paling banyak {self.max_pages}. Ringkas naskahnya.")
        return found

    @property
    def is_draft(self) -> bool:
        return bool(self.faults)

    @property
    def has_too_many_pages(self) -> bool:
        return self.max_pages is not None and self.pages is not None and self.pages > self.max_pages

    @property
    def exceeds(self) -> bool:
        """Whether it holds more than the form allows, and is not only unfinished."""
        return self.has_too_many_pages or any(section.state.over for section in self.sections)

    @property
    def label(self) -> str:
        """What stands on every page of a draft."""
        if not self.is_draft:
            return ""
        return "KONSEP – melebihi batas" if self.exceeds else "KONSEP – belum lengkap"

    @property
    def counted(self) -> str:
        """All words against all limits; without the sum where a limit is not known."""
        limits = [section.state.limit for section in self.sections]
        known = [limit for limit in limits if limit is not None]
        return counted(
            sum(section.state.words for section in self.sections), sum(known) if len(known) == len(limits) else None
        )

    @property
    def foot(self) -> str:
        """What stands below every page."""
        return " · ".join(filter(None, [self.label, f"Proposal {self.programme}", self.number, self.counted]))

    def name(self, ending: str) -> str:
        """The file's name; that of a draft says so."""
        state = "-KONSEP" if self.is_draft else ""
        return f"proposal-{plain(self.title, 60).lower()}{state}.{ending}"

    def on_pages(self, pages: int) -> "ProposalPaper":
        """The same with the number of pages that it was laid out on."""
        return replace(self, pages=pages)


def counted(words: int, limit: int | None) -> str:
    """Words against a limit, as a paper prints them."""
    if limit is None:
        return f"{grouped(words)} kata, batas belum diketahui"
    return f"{grouped(words)}/{grouped(limit)} kata"


def proposal_paper(desk: EntryDesk) -> ProposalPaper:
    """The proposal of an entry as it is written now. Its form is known; without one there is nothing to print."""
    form = desk.nomination.edition.kipp.proposal_form
    rows = desk.rows
    sections = [
        PrintedSection(state, rows[state.section.key].text if state.section.key in rows else "")
        for state in desk.state.sections
    ]
    return ProposalPaper(
        programme=desk.nomination.edition.name,
        form=form.name if form else "",
        title=str(desk.record.said["title"]),
        agency=desk.nomination.agency.official_name,
        group=desk.group,
        number=desk.nomination.registration_number or desk.nomination.proposal.reference,
        facts=[field for field in printed(identification(desk)) if field.key not in {"judul", "kelompok"}],
        sections=sections,
        max_pages=form.max_pages if form else None,
    )


def _fault(state: SectionState) -> str:
    if state.is_empty:
        return f"“{state.section.title}” belum ditulis."
    if state.over:
        return f"“{state.section.title}” {counted(state.words, state.limit)}, kelebihan {state.over} kata."
    return ""
