"""Preparing a decision meeting: its facts, who is there, which outcome for which proposal, and the two signatures."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from foundation.text.plain import as_typed
from proposals.core import workflow
from proposals.core.locking import locked_sent
from proposals.core.moving import gates
from proposals.core.moving.gates import Gate
from proposals.core.sent import SentProposal
from proposals.core.workflow import OUTCOMES, NotAvailable, Role, WorkflowError
from reviews.meeting.core.freezing import freeze
from reviews.meeting.core.locking import MeetingRefused, locked_open
from reviews.meeting.core.models import Decision, Meeting, MeetingMember
from reviews.meeting.core.passing import take_back_reasons
from reviews.meeting.departures import requirements
from reviews.meeting.departures.departing import depart
from reviews.ranking.deciding import BatchOutcome

NO_OUTCOME: Final = "Pilih salah satu hasil rapat: unggulan, pembinaan, atau tidak layak."
ELSEWHERE: Final = "Usulan ini sedang diputus dalam rapat lain. Keluarkan dari rapat itu lebih dahulu."


@transaction.atomic
def save_meeting(meeting: Meeting, *, by: User) -> Meeting:
    """Stores a new meeting, and with it the ranking as it stands, or changed facts of one still open.

    Raises MeetingRefused when it is not, or when chair or head may not decide on one of its proposals.
    """
    fresh = meeting.pk is None
    if fresh:
        meeting.created_by = by
    else:
        locked_open(meeting, by)
        for refusal in signatory_refusals(meeting, meeting.decisions.values_list("proposal_id", flat=True)).values():
            raise MeetingRefused(refusal)
    meeting.save()
    if fresh:
        freeze(meeting, by=by)
    return meeting


@transaction.atomic
def set_attendance(meeting: Meeting, attendance: Mapping[User, bool], *, by: User) -> None:
    """Makes the people of `attendance` the invited ones; True stands for those who came."""
    current = locked_open(meeting, by)
    current.members.all().delete()
    MeetingMember.objects.bulk_create(
        MeetingMember(meeting=current, person=person, present=present) for person, present in attendance.items()
    )


def signatory_refusals(meeting: Meeting, keys: Collection[int]) -> dict[int, str]:
    """By key of the proposal, why the chair or the head may not decide on it; two queries."""
    found: dict[int, str] = {}
    for title, person in (("Kepala Bapperida", meeting.head), ("Ketua rapat", meeting.chair)):
        roles = SentProposal.objects.roles_of_all(person, keys)
        out = [key for key in keys if not {Role.COORDINATOR, Role.LEADER} & roles.get(key, set())]
        numbers = dict(SentProposal.objects.filter(pk__in=out).values_list("pk", "number")) if out else {}
        for key in out:
            found[key] = (
                f"{title} ({person}) tidak dapat ikut memutus {numbers[key]} karena benturan kepentingan atau "
                "perannya. Pilih orang lain, atau putuskan usulan ini dalam rapat tersendiri."
            )
    return found


def outcome_refusals(asked: Iterable[tuple[str, SentProposal, str]], *, but: Gate | None = None) -> dict[int, str]:
    """By key of the proposal, with what a release of this outcome would be refused now; asked with the written reason.

    So many queries for any number of them. `but` is a gate that is left out.
    """
    found: dict[int, str] = {}
    steps = []
    for action, proposal, note in asked:
        try:
            if action not in OUTCOMES:
                raise NotAvailable(NO_OUTCOME)
            steps.append((workflow.decided_by_meeting(action, proposal.status, note), proposal))
        except WorkflowError as refusal:
            found[proposal.pk] = str(refusal)
    return found | gates.refusals(steps, but=but)


@transaction.atomic
def decide(
    meeting: Meeting, action: str, keys: Iterable[int], *, by: User, note: str = "", deviation: str = "",
    at: datetime.datetime | None = None,
) -> BatchOutcome:  # fmt: skip
    """Prepares one outcome for many proposals; those that don't allow it are reported and stay as they were.

    `deviation` is the reason for which an outcome may depart from the procedure, where the procedure lets `by` say so;
    where it names the chair, the outcome waits for the chair's. A proposal that the meeting already decides on gets the
    new outcome. `at` is when it was prepared, and given by the demo alone. So many queries for any number of proposals.
    Raises MeetingRefused as `locked_open`.
    """
    current, note = locked_open(meeting, by), as_typed(note)
    own = SentProposal.objects.as_role(by, Role.COORDINATOR).filter(pk__in=keys, period=current.period)
    found = list(locked_sent(own.order_by().values_list("pk", flat=True)))
    known = [one.pk for one in found]
    refused = dict.fromkeys(_decided_elsewhere(current, known), ELSEWHERE) | signatory_refusals(current, known)
    refused |= outcome_refusals([(action, one, note) for one in found], but=requirements.gate)
    free = [one for one in found if one.pk not in refused]
    refused |= depart(current, action, free, as_typed(deviation), by, at)
    moved = [one for one in free if one.pk not in refused]
    _prepare(current, moved, action=action, note=note, prepared_by=by, prepared_at=at or timezone.now())
    take_back_reasons(current)
    return BatchOutcome(moved, [(one, refused[one.pk]) for one in found if one.pk in refused])


def _decided_elsewhere(meeting: Meeting, keys: Iterable[int]) -> Iterable[int]:
    others = Decision.objects.exclude(meeting=meeting.pk).exclude(meeting__state=Meeting.State.RELEASED)
    return others.filter(proposal__in=keys).order_by().values_list("proposal_id", flat=True)


def _prepare(meeting: Meeting, proposals: Iterable[SentProposal], **known: Any) -> None:
    Decision.objects.bulk_create(
        [Decision(meeting=meeting, proposal=one, **known) for one in proposals],
        update_conflicts=True,
        unique_fields=["meeting", "proposal"],
        update_fields=list(known),
    )


@transaction.atomic
def withdraw(meeting: Meeting, keys: Iterable[int], *, by: User) -> int:
    """Takes proposals out of the meeting again; returns how many. Raises MeetingRefused as `locked_open`."""
    current, chosen = locked_open(meeting, by), list(keys)
    current.deviations.filter(proposal__in=chosen).delete()
    gone = current.decisions.filter(proposal__in=chosen).delete()[0]
    take_back_reasons(current)
    return gone


def problems(decisions: Sequence[Decision]) -> list[str]:
    """One sentence per decision that could not be released now; so many queries for any number of them."""
    refused = outcome_refusals((each.action, each.proposal, each.note) for each in decisions)
    return [
        f"{each.proposal.reference}: {refused[each.proposal_id]}" for each in decisions if each.proposal_id in refused
    ]
