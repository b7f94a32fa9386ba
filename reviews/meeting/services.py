"""Preparing a decision meeting: its facts, who is there, which outcome for which proposal, and the two signatures."""

import datetime
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from agencies.core.models import Notification, User
from foundation.audit import ledger
from foundation.audit.models import EntryKind
from foundation.text.plain import as_typed
from proposals.core import gates, workflow
from proposals.core.locking import lock_sent
from proposals.core.sent import SentProposal
from proposals.core.workflow import OUTCOMES, NotAvailable, Role, WorkflowError
from reviews.meeting import requirements
from reviews.meeting.departing import depart
from reviews.meeting.freezing import freeze
from reviews.meeting.locking import MeetingRefused, locked, locked_open
from reviews.meeting.models import Decision, Meeting, MeetingMember
from reviews.meeting.notifications import asked_to_sign
from reviews.ranking.deciding import BatchOutcome

NO_OUTCOME = "Pilih salah satu hasil rapat: unggulan, pembinaan, atau tidak layak."
ASK_AGAIN = datetime.timedelta(hours=1)


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


@transaction.atomic
def ask_to_sign(meeting: Meeting, *, by: User) -> list[User]:
    """Tells the two signatories that have not signed; returns them. Who was told within the last hour is left alone.

    Raises MeetingRefused for others than coordinators, without decisions, or when nobody's signature is missing.
    """
    current = locked(meeting, by)
    waiting = [person for _, person, moment in current.signatures() if moment is None]
    if not by.is_coordinator or not waiting or not current.decisions.exists():
        raise MeetingRefused("Persetujuan baru dapat diminta setelah ada usulan yang diputus. Pilih usulan dahulu.")
    recent = Notification.objects.filter(
        user__in=waiting, url=current.get_absolute_url(), created_at__gt=timezone.now() - ASK_AGAIN
    )
    told = set(recent.values_list("user_id", flat=True))
    asked = [person for person in waiting if person.pk not in told and person != by]
    asked_to_sign(current, asked)
    return asked


@transaction.atomic
def sign(meeting: Meeting, *, by: User) -> Meeting:
    """The chair or the head of Bapperida signs with the own account; with both, the meeting is signed off.

    Signing twice changes nothing. The record keeps what was signed. Raises MeetingRefused for anybody else, for one who
    was not there, without decisions, while one of them could not be released, and while the meeting is not as the
    procedure of the period wants it.
    """
    current = locked(meeting, by)
    field = {current.chair_id: "chair_signed_at", current.head_id: "head_signed_at"}.get(by.pk)
    if field is None or by not in [person for _, person, _ in current.signatures()]:
        raise MeetingRefused("Hanya ketua rapat dan Kepala Bapperida yang dapat menyetujui hasil rapat ini.")
    if current.state != Meeting.State.PREPARED or getattr(current, field):
        return current
    decisions = list(current.decisions.select_related("proposal__period"))
    if not decisions:
        raise MeetingRefused("Rapat ini belum memutus satu usulan pun. Minta koordinator memilih usulan lebih dahulu.")
    open_points = [*requirements.obstacles(current, by), *problems(decisions)]
    if not open_points and not requirements.was_there(current, by):
        open_points = ["Anda tidak tercatat hadir dalam rapat ini. Minta koordinator memeriksa daftar hadirnya."]
    if open_points:
        raise MeetingRefused("Hasil rapat belum dapat disetujui. Selesaikan dahulu:", open_points)
    setattr(current, field, timezone.now())
    if all(moment for _, _, moment in current.signatures()):
        current.state = Meeting.State.SIGNED
    current.save(update_fields=["state", field])
    signed = {each.proposal.reference: each.action for each in decisions}
    ledger.append(
        EntryKind.DECISION,
        current,
        actor=by,
        before={},
        after={"signed": field.removesuffix("_signed_at"), "hasil": signed},
    )
    return current


@transaction.atomic
def reopen(meeting: Meeting, *, by: User, reason: str) -> Meeting:
    """Takes both signatures back so that the outcomes may be changed; not after the release.

    Raises MeetingRefused without a reason, for others than coordinators, or when it is released.
    """
    current, reason = locked(meeting, by), as_typed(reason)
    if not by.is_coordinator or current.is_released:
        raise MeetingRefused("Rapat yang sudah dirilis tidak dapat disusun ulang. Buka kembali penilaian usulannya.")
    if current.is_open:
        return current
    if not reason:
        raise MeetingRefused("Tuliskan alasan membuka kembali penyusunan, lalu kirim lagi.")
    before = {"state": current.state, "chair": current.chair_signed_at, "head": current.head_signed_at}
    current.state, current.chair_signed_at, current.head_signed_at = Meeting.State.PREPARED, None, None
    current.save(update_fields=["state", "chair_signed_at", "head_signed_at"])
    after = {"state": current.state, "reason": reason}
    ledger.append(EntryKind.DECISION, current, actor=by, before=before, after=after)
    return current
