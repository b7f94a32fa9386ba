"""The proposals before a meeting as lines: place, figures and what is decided, as far as a reader may know of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from agencies.core.models import User
from proposals.core.period.models import Period
from proposals.core.querysets import SentQuerySet
from proposals.core.sent import SentProposal
from proposals.core.workflow import UNDER_REVIEW, Action, Role
from reviews.core.standings import StageFigures
from reviews.meeting.core.course import Vote, vote_of
from reviews.meeting.core.models import Decision, Meeting
from reviews.meeting.core.querysets import DeviationQuerySet
from reviews.ranking.lines import RankLine, meeting_line
from reviews.ranking.ranking import Row

OUTCOMES_IN_ORDER = (Action.SHORTLIST, Action.PASS_OVER, Action.REJECT)


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One proposal before the meeting: its place and figures, and what is decided on it, if anything."""

    proposal: SentProposal
    row: Row
    decision: Decision | None

    @property
    def disputed(self) -> list[StageFigures]:
        """The stages in which its reviewers lie further apart than allowed."""
        return [figures for figures in self.row.stages.values() if figures.disputed]

    @property
    def unsettled(self) -> bool:
        """Whether a disagreement of its reviewers still has to be dealt with."""
        return any(figures.unsettled for figures in self.disputed)

    @property
    def vote(self) -> Vote | None:
        """How the meeting came to its decision, where that was noted."""
        return vote_of(self.decision) if self.decision else None

    @property
    def shown(self) -> RankLine:
        """The line as the page of the meeting writes it, with what is noted on it."""
        noted = [f"{words.capitalize()}." for words in sorted({each.dispute_words for each in self.disputed})]
        noted += [f"Diputus dengan {self.vote.words}."] if self.vote else []
        noted += [self.decision.note] if self.decision and self.decision.note else []
        return meeting_line(self.row, self.proposal, note=" ".join(noted))


def may_know(reader: User) -> SentQuerySet:
    """The proposals that a reader of meetings may know of."""
    return SentProposal.objects.as_role(reader, Role.COORDINATOR) | SentProposal.objects.as_role(reader, Role.LEADER)


def unknown_to(reader: User | None, period: Period) -> list[int]:
    """The keys of the period's proposals that a reader of meetings may not know of; none for the portal itself."""
    if reader is None:
        return []
    sent = SentProposal.objects.filter(period=period).exclude(pk__in=may_know(reader).order_by().values("pk"))
    return list(sent.order_by().values_list("pk", flat=True))


def readable(meeting: Meeting, by: User | None) -> SentQuerySet:
    """The proposals still under review or decided by the meeting, as far as `by` may read them; all for the portal."""
    visible = may_know(by) if by else SentProposal.objects.all()
    chosen = meeting.decisions.order_by().values("proposal")
    return visible.filter(Q(status__in=UNDER_REVIEW) | Q(pk__in=chosen), period=meeting.period)


def deviations(meeting: Meeting, by: User | None) -> DeviationQuerySet:
    """In what the meeting departs from the procedure, as far as `by` may know of the proposals; all for the portal."""
    found = meeting.deviations.select_related("proposal", "allowed_by")
    return found.filter(proposal__in=may_know(by).order_by().values("pk")) if by else found


def lines(meeting: Meeting, rows: SentQuerySet, ranked: Iterable[Row]) -> list[MeetingLine]:
    """The proposals of `rows` in the order of `ranked`, each with what the meeting decides on it."""
    decisions = {decision.proposal_id: decision for decision in meeting.decisions.select_related("vote")}
    known = rows.select_related("agency").in_bulk()
    return [MeetingLine(known[row.proposal_id], row, decisions.get(row.proposal_id)) for row in ranked]


def decided(known: Iterable[MeetingLine]) -> list[MeetingLine]:
    """Those on which the meeting decides."""
    return [line for line in known if line.decision]


def grouped(known: Iterable[MeetingLine]) -> list[tuple[Action, list[MeetingLine]]]:
    """The decided ones by outcome, the praised first; outcomes without proposals are left out."""
    found = decided(known)
    groups = (
        (action, [line for line in found if line.decision and line.decision.action == action])
        for action in OUTCOMES_IN_ORDER
    )
    return [(action, chosen) for action, chosen in groups if chosen]
