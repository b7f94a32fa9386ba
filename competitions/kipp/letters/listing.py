"""The papers of entries: what is asked of each, what was given and where; for every page and sheet alike."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from competitions.core.models import Edition, Nomination
from competitions.kipp.letters.asking import GROUP, TYPE, PaperNeed, need_of
from competitions.kipp.letters.models import EntryLetter
from competitions.rules.kipprules import KippPaper
from foundation.files.sizes import in_words
from proposals.core.attachments import Attachment
from proposals.evidence.frozen import sent_of_kinds
from proposals.filechecks.rules import KINDS

MEGABYTE = 1024 * 1024


class GivenWith(StrEnum):
    """Where a letter was given."""

    ENTRY = "entry"
    PROPOSAL = "proposal"


@dataclass(frozen=True, slots=True)
class GivenLetter:
    """A letter that was given: the file, and where; one that came with the proposal says no day."""

    file: EntryLetter | Attachment
    where: GivenWith

    @property
    def is_own(self) -> bool:
        """Whether it was uploaded with the entry, not with the proposal."""
        return self.where is GivenWith.ENTRY

    @property
    def signed_on(self) -> datetime.date | None:
        return self.file.signed_on if isinstance(self.file, EntryLetter) else None


@dataclass(frozen=True, slots=True)
class PaperOfEntry:
    """One paper of one entry: what is needed, what was given, and why that doesn't do, as a sentence, or empty."""

    paper: KippPaper
    need: PaperNeed
    given: GivenLetter | None = None
    fault: str = ""

    @property
    def is_asked(self) -> bool:
        """Whether the entry can't go without it."""
        return self.need.is_asked

    @property
    def is_given(self) -> bool:
        """Whether there is one that does."""
        return self.given is not None and not self.fault

    @property
    def is_missing(self) -> bool:
        return self.is_asked and not self.is_given

    @property
    def signed_on(self) -> datetime.date | None:
        return self.given.signed_on if self.given else None


def letters_of(edition: Edition, nominations: Collection[Nomination]) -> dict[int, list[PaperOfEntry]]:
    """By key of the nomination, every paper of its edition in the guide's order; three queries at any size.

    Each nomination comes with its `proposal`. A letter that was uploaded with the entry goes before one that lies in
    the proposal, unless it does not do.
    """
    papers = edition.kipp.attachments
    own: dict[tuple[int, str], EntryLetter] = {
        (letter.nomination_id, letter.paper): letter
        for letter in EntryLetter.objects.filter(nomination__in=[one.pk for one in nominations])
    }
    sent = sent_of_kinds({one.proposal_id for one in nominations}, {paper.key for paper in papers})
    found: dict[int, list[PaperOfEntry]] = {}
    for one in nominations:
        facts = {TYPE: one.proposal.innovation_type, GROUP: one.group or edition.kipp.usual_group}
        found[one.pk] = [
            _paper(paper, facts, own.get((one.pk, paper.key)), sent.get((one.proposal_id, paper.key), []))
            for paper in papers
        ]
    return found


def _paper(
    paper: KippPaper, facts: dict[str, str], own: EntryLetter | None, sent: Collection[Attachment]
) -> PaperOfEntry:
    given = [GivenLetter(own, GivenWith.ENTRY)] if own else []
    given += [GivenLetter(file, GivenWith.PROPOSAL) for file in sent]
    judged = [(one, _fault(paper, one.file)) for one in given]
    best = next((each for each in judged if not each[1]), judged[0] if judged else (None, ""))
    return PaperOfEntry(paper, need_of(paper, facts), *best)


def _fault(paper: KippPaper, file: EntryLetter | Attachment) -> str:
    """Why this file does not do for what the edition asks, as a sentence; empty where it does."""
    if file.is_infected:
        return "Berkas ini terinfeksi virus, jadi tidak dihitung. Unggah surat lain."
    if file.content_type not in {KINDS[key].content_type for key in paper.types if key in KINDS}:
        return f"Berkas ini bukan {' atau '.join(paper.types).upper()} seperti yang diminta edisi ini. Unggah suratnya."
    if file.size > paper.max_mb * MEGABYTE:
        return f"Berkas ini lebih besar dari {in_words(paper.max_mb * MEGABYTE)}. Unggah yang lebih kecil."
    return ""
