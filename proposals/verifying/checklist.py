"""What lies on the desk for one proposal: what was sent, and each question with what answers it now."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.safestring import SafeString

from agencies.core.models import User
from proposals.core.attachments import Attachment
from proposals.core.history.record import Event, Revision
from proposals.core.history.remarks import Remark
from proposals.core.models import Proposal
from proposals.core.period.repairing import SentBack, repair_days
from proposals.core.workflow import Action
from proposals.sent.exchange import exchange_of
from proposals.sent.shown import Shown, as_written
from proposals.verifying import places
from proposals.verifying.findings import Found, MachineFinding, findings
from proposals.verifying.models import CheckItem, CheckTick
from proposals.writing.precheck import Light

COMPARED: Final = {CheckItem.Machine.ALIKE, CheckItem.Machine.SAME_FILES}
"""The checks that read other proposals."""
FITS, LACKS = CheckTick.Answer.FITS, CheckTick.Answer.LACKS


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One question: what the portal found (None: it does not look), what a coordinator answered, with the note.

    `place` is where a remark on it goes. `by` says whose answer it is, empty while it is only typed.
    """

    item: CheckItem
    finding: MachineFinding | None
    place: str
    place_words: str
    answer: str = ""
    note: str = ""
    by: str = ""

    @property
    def light(self) -> Light:
        """How it stands: a coordinator's answer goes before the portal's; what nobody looked at is grey."""
        if self.answer:
            return Light.GREEN if self.answer == FITS else Light.RED
        return self.finding.light if self.finding else Light.GREY

    @property
    def asks_a_person(self) -> bool:
        return self.finding is None

    @property
    def is_open(self) -> bool:
        """Whether a person has still to answer it before the proposal is accepted."""
        return self.finding is None and not self.answer

    @property
    def needs_note(self) -> bool:
        """A remark says what to mend; an answer against what the portal found says why."""
        overrides = self.finding is not None and self.finding.light is not Light.GREEN
        return self.answer == LACKS or (self.answer == FITS and overrides)


@dataclass(frozen=True, slots=True)
class CameBack:
    """A remark that nobody has decided on, of this year or an earlier one, with what changed.

    `answer` is as of a question, with its note: "Sesuai" takes the agency's answer as it is, "Belum" asks again.
    """

    remark: Remark
    answer: str = ""
    note: str = ""

    @property
    def as_list(self) -> list[Remark]:
        """As the component of remarks takes it."""
        return [self.remark]


@dataclass(frozen=True)
class Desk:
    """One proposal on the desk; `back` are its remarks of before, those still open first.

    `said` is what the history says of how it was sent, as that remarks were left unanswered.
    `compares_later`: the comparison with other proposals, the slowest part, was left out and is fetched on its own.
    """

    proposal: Proposal
    revision: Revision
    read: Shown
    lines: tuple[CheckLine, ...]
    groups: Sequence[places.Group]
    back: tuple[CameBack, ...] = ()
    compares_later: bool = False
    said: str = ""

    @cached_property
    def options(self) -> SafeString:
        """All places as options of a box in which nothing was chosen yet, drawn once for all boxes."""
        return places.as_options(self.groups)

    @property
    def first_number(self) -> int:
        """The number of the first question, counted on after what came back."""
        return len(self.back) + 1

    @property
    def to_look_at(self) -> list[CheckLine]:
        """What the portal found and a person should look at, and what a person answered in its place."""
        return [line for line in self._of_machine if line.light in (Light.AMBER, Light.RED) or line.answer]

    @property
    def fitting(self) -> list[CheckLine]:
        return [line for line in self._of_machine if line.light is Light.GREEN and not line.answer]

    @property
    def unchecked(self) -> list[CheckLine]:
        return [line for line in self._of_machine if line.light is Light.GREY and not line.answer]

    @property
    def questions(self) -> list[CheckLine]:
        return [line for line in self.lines if line.asks_a_person]

    @property
    def _of_machine(self) -> list[CheckLine]:
        return [line for line in self.lines if not line.asks_a_person]


def desk_of(proposal: Proposal, user: User, *, compare: bool = True, lacking: Collection[str] = ()) -> Desk:
    """The desk of a proposal that waits for verification: its words are those that were sent.

    Without `compare` it is not compared with others, but for questions that somebody answered before. `lacking` are the
    `field`s of questions that a page just answered "Belum": what was typed stays with its question, though a colleague
    took that off the list meanwhile. The proposal comes `with_answers`.
    """
    sent = Event.objects.filter(proposal=OuterRef("proposal"), action=Action.SUBMIT).newest_first().values("note")
    undecided = Remark.objects.undecided().filter(proposal=OuterRef("proposal"))
    versions = Revision.objects.filter(proposal=proposal).defer("content")
    revision = versions.annotate(said=Subquery(sent[:1]), has_remarks=Exists(undecided)).latest("number")
    read = as_written(proposal)
    groups = places.choices(proposal.period.guide, read.steps, read.attachments)
    ticks = {tick.item_id: tick for tick in CheckTick.objects.filter(revision=revision).select_related("by")}
    items = _asked(proposal.period.guide_id, ticks, lacking)
    asked = [item for item in items if compare or item.machine not in COMPARED or item.pk in ticks]
    found = findings(read, proposal, user, {item.machine for item in asked if item.machine})
    lines = tuple(_lines(asked, found, ticks, groups, read.attachments))
    # Most bring no remarks; what the exchange says of them is not asked for.
    back = _came_back(proposal) if revision.has_remarks else ()
    return Desk(proposal, revision, read, lines, groups, back, len(asked) < len(items), revision.said or "")


def _asked(guide: int, ticks: Collection[int], lacking: Collection[str]) -> list[CheckItem]:
    """The questions of a guide as they stand; one that was answered of this version stays, whatever became of it."""
    rows = list(CheckItem.objects.filter(guide=guide))
    answered = {row.key for row in rows if row.pk in ticks}

    def stands(row: CheckItem) -> bool:
        return row.is_on and row.replaced_at is None and row.key not in answered

    return [row for row in rows if row.pk in ticks or row.field in lacking or stands(row)]


def _came_back(proposal: Proposal) -> tuple[CameBack, ...]:
    undecided = [row for row in exchange_of(proposal) if row.settled_at is None]
    return tuple(CameBack(row) for row in sorted(undecided, key=lambda row: not row.is_open))


def _lines(
    items: Iterable[CheckItem],
    found: Found,
    ticks: Mapping[int, CheckTick],
    groups: Sequence[places.Group],
    files: Sequence[Attachment],
) -> Iterable[CheckLine]:
    words = places.words_of(groups)
    for item in items:
        place = places.settled(item.place, files)
        if place not in words:
            place = places.NOWHERE
        line = CheckLine(item, found[item.machine] if item.machine else None, place, words[place])
        tick = ticks.get(item.pk)
        yield replace(line, answer=tick.answer, note=tick.note, by=str(tick.by)) if tick else line


def repair_until(proposal: Proposal) -> datetime.date | None:
    """The last day of its repair if it is sent back now; None when writing has ended. Two queries."""
    period = proposal.period
    asked = SentBack(period.pk, timezone.now(), period.closing_for(proposal.agency))
    return repair_days({proposal.pk: asked}).get(proposal.pk)
