"""The decision meetings of the past that let the demo's outcomes leave: one for each month with outcomes."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format

from inovasi.demo.guard import MARK
from inovasi.demo.making.drafts import DemoEntry, DemoKit
from proposals.core.workflow import OUTCOMES, Action, Door
from reviews.meeting.core.models import Decision, Meeting, MeetingMember

INVITED: Final = 6
BEFORE_RELEASE: Final = datetime.timedelta(hours=1)
APART: Final = datetime.timedelta(hours=1)
# What is written of a meeting that is over already; every rule on its way there is for those that are held.
PAST: Final = (
    "reviews.Meeting:meeting_starts_prepared", "reviews.Decision:decision_fixed_by_signature",
    "reviews.MeetingMember:attendance_fixed_by_signature", "reviews.FollowedProposal:outcome_through_meeting",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoSession:
    """A meeting of the past: when its outcomes left, and the moves by which they did, each with its proposal."""

    at: datetime.datetime
    moves: list[tuple[DemoEntry, int]]


def gathered(entries: Sequence[DemoEntry]) -> list[DemoSession]:
    """The outcomes of a year as meetings of one month each; their moves now happen when the meeting lets them leave.

    What follows an outcome in the life of a proposal is put off as far as it must.
    """
    months: defaultdict[tuple[int, int, int], list[tuple[DemoEntry, int]]] = defaultdict(list)
    for entry in entries:
        for turn, place in enumerate(_outcomes(entry)):
            day = timezone.localtime(entry.moves[place].at)
            months[day.year, day.month, turn].append((entry, place))
    found = []
    for key in sorted(months):
        at = max(entry.moves[place].at for entry, place in months[key])
        for entry, place in months[key]:
            _put_off(entry, place, at)
        found.append(DemoSession(at, months[key]))
    return found


def _outcomes(entry: DemoEntry) -> list[int]:
    return [
        place
        for place, move in enumerate(entry.moves)
        if move.step.door is Door.MEETING and move.step.action in OUTCOMES
    ]


def _put_off(entry: DemoEntry, place: int, at: datetime.datetime) -> None:
    for later in range(place, len(entry.moves)):
        entry.moves[later] = replace(entry.moves[later], at=max(entry.moves[later].at, at + (later - place) * APART))


def store_sessions(desk: DemoKit, sessions: Sequence[DemoSession]) -> None:
    """Stores the meetings as they were held, signed and released; `PAST` must be ignored."""
    for session in sessions:
        _store(desk, session)


def _store(desk: DemoKit, session: DemoSession) -> None:
    staff, day = desk.cast.coordinator, timezone.localdate(session.at)
    meeting = Meeting.objects.create(
        period=desk.period,
        title=f"Rapat penetapan {date_format(day, 'F Y')} {MARK}",
        number=f"000/BA-{day:%m}/{day:%Y} {MARK}",
        held_at=session.at - BEFORE_RELEASE,
        place=f"Ruang rapat Bapperida {MARK}",
        chair=desk.cast.leader,
        head=staff,
        state=Meeting.State.RELEASED,
        chair_signed_at=session.at,
        head_signed_at=session.at,
        released_at=session.at,
        released_by=staff,
        decree_number=_decree(session),
        created_by=staff,
        created_at=session.at - BEFORE_RELEASE,
    )
    MeetingMember.objects.bulk_create(
        MeetingMember(meeting=meeting, person=person, present=True)
        for person in (desk.cast.leader, staff, *desk.cast.reviewers[:INVITED])
    )
    Decision.objects.bulk_create(
        Decision(
            meeting=meeting,
            proposal_id=entry.proposal.pk,
            action=entry.moves[place].step.action,
            note=entry.moves[place].note,
            prepared_by=staff,
            prepared_at=meeting.held_at,
            carried_out_at=session.at,
        )
        for entry, place in session.moves
    )


def _decree(session: DemoSession) -> str:
    """The number of the decree by which something of the meeting was established; empty when nothing was."""
    later = (move for entry, place in session.moves for move in entry.moves[place:])
    return next((move.note for move in later if move.step.action is Action.ESTABLISH), "")
