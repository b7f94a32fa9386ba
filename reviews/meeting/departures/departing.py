"""Noting in what a meeting departs from the procedure of its period: who allowed it, and why."""

import datetime

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind
from foundation.text.plain import as_typed
from proposals.core.sent import SentProposal
from reviews.meeting.core.locking import MeetingRefused, locked
from reviews.meeting.core.models import Meeting
from reviews.meeting.departures import requirements
from reviews.procedure.models import Procedure
from reviews.procedure.rules import DeviationKind, Lack


def depart(
    meeting: Meeting, action: str, proposal: SentProposal, reason: str, by: User, at: datetime.datetime | None = None
) -> None:
    """Notes in what this outcome departs from the procedure, if it does and there is a reason; forgets what it did.

    `at` is given by the demo alone, here and below.
    """
    missing = requirements.lacking([(proposal.pk, action, meeting.period_id)]).get(proposal.pk, [])
    meeting.deviations.filter(proposal=proposal).exclude(kind=DeviationKind.RANK).delete()
    if missing and reason:
        _check_may_deviate(meeting, by)
        for lack in missing:
            _deviate(meeting, proposal, lack, reason, by, at)


def _check_may_deviate(meeting: Meeting, by: User) -> None:
    if not requirements.may_deviate(meeting, by):
        named = meeting.period.procedure.get_deviations_by_display().lower()
        raise MeetingRefused(f"Menurut tata cara periode ini, yang dapat mengizinkan penyimpangan: {named}.")


def _deviate(
    meeting: Meeting, proposal: SentProposal, lack: Lack, reason: str, by: User, at: datetime.datetime | None
) -> None:
    known = {"words": lack.words, "reason": reason, "allowed_by": by, "allowed_at": at or timezone.now()}
    meeting.deviations.update_or_create(proposal=proposal, kind=lack.kind, defaults=known)
    after = {"usulan": proposal.reference, "penyimpangan": lack.words, "alasan": reason}
    ledger.append_all([ledger.LedgerNote(EntryKind.DECISION, meeting, {}, after, at=at)], actor=by)


@transaction.atomic
def allow_passing_over(
    meeting: Meeting, key: int, *, by: User, reason: str, at: datetime.datetime | None = None
) -> SentProposal:
    """Notes why a better-ranked proposal is passed over, for the minutes; returns the proposal.

    Raises MeetingRefused without a reason, for others than whom the procedure names, where it allows none, when nothing
    is passed over by that key, and once somebody has signed.
    """
    current = locked(meeting, by)
    if not current.is_open:
        raise MeetingRefused("Rapat ini sudah disetujui atau dirilis, jadi alasannya tidak dapat diubah.")
    _check_may_deviate(current, by)
    if current.period.procedure.passing_over == Procedure.PassingOver.NEVER:
        raise MeetingRefused("Tata cara periode ini tidak mengizinkan peringkat yang lebih baik dilewati.")
    one = next((row for row in requirements.passed_over(current) if row.proposal.pk == key), None)
    if one is None or not SentProposal.objects.roles_of(by, one.proposal):
        raise MeetingRefused("Usulan ini tidak (lagi) dilewati. Muat ulang halaman rapat, lalu periksa.")
    if not as_typed(reason):
        raise MeetingRefused(f"Tuliskan alasan {one.proposal.reference} dilewati, lalu kirim lagi.")
    _deviate(
        current, one.proposal, Lack(DeviationKind.RANK, f"peringkat {one.place} dilewati"), as_typed(reason), by, at
    )
    return one.proposal
