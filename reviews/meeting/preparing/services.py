"""Preparing a decision meeting: its facts, who is there, which outcome for which proposal, and the two signatures."""

import datetime
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from foundation.text.plain import as_typed
from proposals.core import workflow
from proposals.core.locking import lock_sent
from proposals.core.moving import gates
from proposals.core.sent import SentProposal
from proposals.core.workflow import OUTCOMES, NotAvailable, Role, WorkflowError
from reviews.meeting.core.freezing import freeze
from reviews.meeting.core.locking import MeetingRefused, locked_open
from reviews.meeting.core.models import Decision, Meeting, MeetingMember
from reviews.meeting.departures.departing import depart
from reviews.ranking.deciding import BatchOutcome

NO_OUTCOME = "Pilih salah satu hasil rapat: unggulan, pembinaan, atau tidak layak."


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
        for decision in meeting.decisions.select_related("proposal"):
            check_signatories(meeting, decision.proposal)
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


def check_signatories(meeting: Meeting, proposal: SentProposal) -> None:
    """Raises MeetingRefused when the chair or the head may not decide on this proposal."""
    for title, person in (("Ketua rapat", meeting.chair), ("Kepala Bapperida", meeting.head)):
        if not {Role.COORDINATOR, Role.LEADER} & SentProposal.objects.roles_of(person, proposal):
            raise MeetingRefused(
                f"{title} ({person}) tidak dapat ikut memutus {proposal.reference} karena benturan kepentingan atau "
                "perannya. Pilih orang lain, atau putuskan usulan ini dalam rapat tersendiri."
            )


def check_outcome(action: str, proposal: SentProposal, note: str) -> None:
    """Raises the WorkflowError with which a release of this outcome would be refused now."""
    if action not in OUTCOMES:
        raise NotAvailable(NO_OUTCOME)
    gates.check(workflow.decided_by_meeting(action, proposal.status, note), proposal)


@transaction.atomic
def decide(
    meeting: Meeting, action: str, keys: Iterable[int], *, by: User, note: str = "", deviation: str = "",
    at: datetime.datetime | None = None,
) -> BatchOutcome:  # fmt: skip
    """Prepares one outcome for many proposals; those that don't allow it are reported and stay as they were.

    `deviation` is the reason for which an outcome may depart from the procedure, where the procedure lets `by` say so.
    A proposal that the meeting already decides on gets the new outcome. `at` is when it was prepared, and given by
    the demo alone. Raises MeetingRefused as `locked_open`.
    """
    current, note = locked_open(meeting, by), as_typed(note)
    outcome = BatchOutcome()
    own = SentProposal.objects.as_role(by, Role.COORDINATOR).filter(pk__in=keys, period=current.period)
    for found in own.order_by("pk"):
        proposal = lock_sent(found.pk)
        try:
            if action not in OUTCOMES:
                raise NotAvailable(NO_OUTCOME)
            with transaction.atomic():
                depart(current, action, proposal, as_typed(deviation), by, at)
                check_outcome(action, proposal, note)
                check_signatories(current, proposal)
                _check_single(current, proposal)
        except WorkflowError as refusal:
            outcome.refused.append((proposal, str(refusal)))
            continue
        current.decisions.update_or_create(
            proposal=proposal,
            defaults={"action": action, "note": note, "prepared_by": by, "prepared_at": at or timezone.now()},
        )
        outcome.moved.append(proposal)
    return outcome


def _check_single(meeting: Meeting, proposal: SentProposal) -> None:
    others = Meeting.objects.exclude(pk=meeting.pk).exclude(state=Meeting.State.RELEASED)
    if others.filter(decisions__proposal=proposal).exists():
        raise MeetingRefused("Usulan ini sedang diputus dalam rapat lain. Keluarkan dari rapat itu lebih dahulu.")


@transaction.atomic
def withdraw(meeting: Meeting, keys: Iterable[int], *, by: User) -> int:
    """Takes proposals out of the meeting again; returns how many. Raises MeetingRefused as `locked_open`."""
    current, chosen = locked_open(meeting, by), list(keys)
    current.deviations.filter(proposal__in=chosen).delete()
    return current.decisions.filter(proposal__in=chosen).delete()[0]


def problems(decisions: Iterable[Decision]) -> list[str]:
    """One sentence per decision that could not be released now."""
    found = []
    for decision in decisions:
        try:
            check_outcome(decision.action, decision.proposal, decision.note)
        except WorkflowError as refusal:
            found.append(f"{decision.proposal.reference}: {refusal}")
    return found
