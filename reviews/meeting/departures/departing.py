"""Noting in what a meeting departs from the procedure of its period: who allowed it, and why."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind
from foundation.text.plain import as_typed
from proposals.core.sent import SentProposal
from reviews.meeting.core.locking import MeetingRefused, locked
from reviews.meeting.core.models import Deviation, Meeting
from reviews.meeting.departures import requirements
from reviews.procedure.models import Procedure
from reviews.procedure.rules import DeviationKind, Lack, who_deviates


def depart(
    meeting: Meeting, action: str, proposals: Sequence[SentProposal], reason: str, by: User,
    at: datetime.datetime | None = None,
) -> dict[int, str]:  # fmt: skip
    """Notes in what this outcome departs from the procedure; gives, by key, the sentences that refuse.

    What was allowed before stays where the outcome lacks the same still, and is forgotten where it does not. Where the
    procedure names the chair, an outcome may wait for the chair's reason (`allow_lacking`); it is not signed before.
    `at` is given by the demo alone, here and below. So many queries for any number of proposals.
    """
    lacks = requirements.lacking([(one.pk, action, meeting.period_id) for one in proposals])
    held = {(one.proposal_id, one.kind, one.stage_id): one.pk for one in _held(meeting, proposals)}
    refused = _refused(meeting, proposals, lacks, set(held), reason, by)
    wanted = {(key, lack.kind, lack.stage) for key, found in lacks.items() for lack in found}
    over = [pk for which, pk in held.items() if which not in wanted and which[0] not in refused]
    if over:
        meeting.deviations.filter(pk__in=over).delete()
    if reason:
        fresh = [(one, lack) for one in proposals if one.pk not in refused for lack in lacks.get(one.pk, [])]
        _deviate(meeting, fresh, reason, by, at)
    return refused


def _held(meeting: Meeting, proposals: Sequence[SentProposal]) -> Iterable[Deviation]:
    return meeting.deviations.filter(proposal__in=[one.pk for one in proposals]).exclude(kind=DeviationKind.RANK)


def _refused(
    meeting: Meeting, proposals: Sequence[SentProposal], lacks: Mapping[int, list[Lack]],
    held: Collection[tuple[int, str, int | None]], reason: str, by: User,
) -> dict[int, str]:  # fmt: skip
    """Those that lack something: with a reason of somebody not named, or without one that is not the chair's."""
    if reason:
        return {} if requirements.may_deviate(meeting, by) else dict.fromkeys(lacks, not_named(meeting))
    if meeting.procedure.deviations_by == Procedure.DeviationsBy.CHAIR:
        return {}
    found = {}
    for one in proposals:
        unsaid = [lack for lack in lacks.get(one.pk, []) if (one.pk, lack.kind, lack.stage) not in held]
        if unsaid:
            found[one.pk] = requirements.missing_words(one.reference, unsaid)
    return found


def not_named(meeting: Meeting) -> str:
    """The sentence for somebody who may not allow what departs from the procedure."""
    words = who_deviates(meeting.procedure)
    if meeting.procedure.deviations_by == Procedure.DeviationsBy.CHAIR:
        return f"{words} Siapkan hasilnya tanpa alasan; ketua rapat menuliskan alasannya di halaman rapat."
    return words


def _check_may_deviate(meeting: Meeting, by: User) -> None:
    if not requirements.may_deviate(meeting, by):
        raise MeetingRefused(not_named(meeting))


def _deviate(
    meeting: Meeting, departed: Iterable[tuple[SentProposal, Lack]], reason: str, by: User,
    at: datetime.datetime | None,
) -> None:  # fmt: skip
    rows, notes = [], []
    for proposal, lack in departed:
        said = {"words": lack.words, "reason": reason, "allowed_by": by, "allowed_at": at or timezone.now()}
        of = {"kind": lack.kind, "stage_id": lack.stage, "place": lack.place}
        rows.append(Deviation(meeting=meeting, proposal=proposal, **of, **said))
        after = {"usulan": proposal.reference, "penyimpangan": lack.words, "alasan": reason}
        notes.append(ledger.LedgerNote(EntryKind.DECISION, meeting, {}, after, at=at))
    Deviation.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["meeting", "proposal", "kind", "stage"],
        update_fields=["place", "words", "reason", "allowed_by", "allowed_at"],
    )
    ledger.append_all(notes, actor=by)


def _open_for(meeting: Meeting, by: User) -> Meeting:
    """The meeting, locked, while its deviations may be noted by this person. Raises MeetingRefused otherwise."""
    current = locked(meeting, by)
    if not current.is_open:
        raise MeetingRefused("Rapat ini sudah disetujui atau dirilis, jadi alasannya tidak dapat diubah.")
    _check_may_deviate(current, by)
    return current


@transaction.atomic
def allow_lacking(
    meeting: Meeting, key: int, *, by: User, reason: str, at: datetime.datetime | None = None
) -> SentProposal:
    """Notes why the meeting decides on a proposal that lacks reviews or a stage, for the minutes; returns it.

    Raises MeetingRefused without a reason, for others than whom the procedure names, when it lacks nothing that wants a
    reason, and once somebody has signed.
    """
    current = _open_for(meeting, by)
    one = next((row for row in requirements.unexplained(current) if row.proposal.pk == key), None)
    if one is None:
        raise MeetingRefused("Usulan ini tidak (lagi) memerlukan alasan. Muat ulang halaman rapat, lalu periksa.")
    if not as_typed(reason):
        raise MeetingRefused(f"Tuliskan alasan {one.proposal.reference} diputus walau {one.words}, lalu kirim lagi.")
    _deviate(current, [(one.proposal, lack) for lack in one.lacks], as_typed(reason), by, at)
    return one.proposal


@transaction.atomic
def allow_passing_over(
    meeting: Meeting, key: int, *, by: User, reason: str, at: datetime.datetime | None = None
) -> SentProposal:
    """Notes why a better-ranked proposal is passed over, for the minutes; returns the proposal.

    Raises MeetingRefused without a reason, for others than whom the procedure names, where it allows none, when nothing
    is passed over by that key, and once somebody has signed.
    """
    current = _open_for(meeting, by)
    if current.procedure.passing_over == Procedure.PassingOver.NEVER:
        raise MeetingRefused("Tata cara periode ini tidak mengizinkan peringkat yang lebih baik dilewati.")
    one = next((row for row in requirements.passed_over(current) if row.proposal.pk == key), None)
    if one is None or not SentProposal.objects.roles_of(by, one.proposal):
        raise MeetingRefused("Usulan ini tidak (lagi) dilewati. Muat ulang halaman rapat, lalu periksa.")
    if not as_typed(reason):
        raise MeetingRefused(f"Tuliskan alasan {one.proposal.reference} dilewati, lalu kirim lagi.")
    lack = Lack(DeviationKind.RANK, f"peringkat {one.place} dilewati", place=one.place)
    _deviate(current, [(one.proposal, lack)], as_typed(reason), by, at)
    return one.proposal
