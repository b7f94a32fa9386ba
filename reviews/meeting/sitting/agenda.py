"""The proposals before a meeting in the order of their ranks, what is decided of them, and which is next."""

from collections.abc import Sequence
from dataclasses import dataclass

from agencies.core.models import User
from foundation.text.rounding import in_figures
from proposals.core.workflow import Action
from reviews.meeting.core.course import MeetingMinutes, Vote
from reviews.meeting.core.lines import MeetingLine, lines, readable
from reviews.meeting.core.models import Decision, Meeting, MeetingMember
from reviews.meeting.sitting.services import mark_of
from reviews.ranking.frozen import latest
from reviews.ranking.ranking import ranking


@dataclass(frozen=True, slots=True)
class Item:
    """One proposal before the meeting."""

    line: MeetingLine
    decision: Decision

    @property
    def key(self) -> int:
        return self.decision.proposal_id

    @property
    def vote(self) -> Vote | None:
        return self.line.vote

    @property
    def mark(self) -> str:
        return mark_of(self.decision)

    @property
    def praised(self) -> bool:
        return self.decision.action == Action.SHORTLIST


@dataclass(frozen=True, slots=True)
class Agenda:
    """All of them; `current` is the one spoken of, None when everything is decided and nothing was called up."""

    items: Sequence[Item]
    current: Item | None
    minutes: MeetingMinutes
    members: Sequence[MeetingMember]

    @property
    def decided(self) -> int:
        return sum(item.vote is not None for item in self.items)

    @property
    def present(self) -> int:
        return sum(member.present for member in self.members)

    @property
    def last_praised(self) -> Item | None:
        """The lowest-ranked of those praised: below it runs the line of the cut."""
        return next((item for item in reversed(self.items) if item.praised), None)

    @property
    def cut_words(self) -> str:
        """How many are praised so far, and the lowest score among them."""
        scores = [item.line.row.score for item in self.items if item.praised and item.line.row.score is not None]
        lowest = f", nilai terendah {in_figures(min(scores))}" if scores else ""
        return f"{sum(item.praised for item in self.items)} usulan{lowest}"


def agenda(meeting: Meeting, by: User) -> Agenda:
    """What is before the meeting, as far as `by` may read it; so many queries for any number of proposals."""
    rows = readable(meeting, by).filter(decisions__meeting=meeting)
    frozen = latest(meeting.period, meeting.pk)
    known = lines(meeting, rows, ranking(meeting.period, rows, frozen=frozen))
    items = [Item(line, line.decision) for line in known if line.decision]
    minutes = MeetingMinutes.objects.filter(meeting=meeting).first() or MeetingMinutes(meeting=meeting)
    return Agenda(
        items=items,
        current=_current(items, minutes),
        minutes=minutes,
        members=list(meeting.members.select_related("person")),
    )


def _current(items: Sequence[Item], minutes: MeetingMinutes) -> Item | None:
    """The one called up, else the first in rank that is not decided yet."""
    called = next((item for item in items if item.key == minutes.current_id), None)
    return called or next((item for item in items if item.vote is None), None)
