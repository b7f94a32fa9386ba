"""The signatures of a decision meeting: asking for them, giving them, and taking them back before the release."""

import datetime

from django.db import transaction
from django.utils import timezone

from agencies.core.models import Notification, User
from agencies.inbox.notifications import tell
from foundation.audit import ledger
from foundation.audit.models import EntryKind
from foundation.text.plain import as_typed
from reviews.meeting.core.locking import MeetingRefused, locked
from reviews.meeting.core.models import Meeting
from reviews.meeting.core.passing import take_back_reasons
from reviews.meeting.departures import requirements
from reviews.meeting.preparing.services import problems

ASK_AGAIN = datetime.timedelta(hours=1)


@transaction.atomic
def ask_to_sign(meeting: Meeting, *, by: User) -> list[User]:
    """Tells the two signatories that have not signed; returns them. Who was told within the last hour is left alone.

    Raises MeetingRefused for others than coordinators, without decisions, or when nobody's signature is missing.
    """
    current = locked(meeting, by)
    waiting = [person for _, person, moment in current.signatures() if moment is None]
    if not by.is_coordinator:
        raise MeetingRefused("Hanya koordinator Bapperida yang dapat meminta persetujuan rapat ini.")
    if not waiting:
        raise MeetingRefused("Semua persetujuan rapat ini sudah diberikan. Rilis hasilnya di halaman rapat.")
    if not current.decisions.exists():
        raise MeetingRefused("Persetujuan baru dapat diminta setelah ada usulan yang diputus. Pilih usulan dahulu.")
    recent = Notification.objects.filter(
        user__in=waiting, url=current.get_absolute_url(), created_at__gt=timezone.now() - ASK_AGAIN
    )
    told = set(recent.values_list("user_id", flat=True))
    asked = [person for person in waiting if person.pk not in told and person != by]
    _tell(current, asked)
    return asked


@transaction.atomic
def sign(meeting: Meeting, *, by: User) -> Meeting:
    """The chair or the head of Bapperida signs with the own account; with both, the meeting is signed off.

    Signing twice changes nothing. The record keeps what was signed. Raises MeetingRefused for anybody else, without
    decisions, while one of them could not be released, and while the meeting is not as the procedure of the period
    wants it: who signs has to have been there.
    """
    current = locked(meeting, by)
    field = {current.chair_id: "chair_signed_at", current.head_id: "head_signed_at"}.get(by.pk)
    if field is None or by not in [person for _, person, _ in current.signatures()]:
        raise MeetingRefused("Hanya ketua rapat dan Kepala Bapperida yang dapat menyetujui hasil rapat ini.")
    if current.state != Meeting.State.PREPARED or getattr(current, field):
        return current
    if current.is_open:
        take_back_reasons(current)
    decisions = list(current.decisions.select_related("proposal__period"))
    if not decisions:
        raise MeetingRefused("Rapat ini belum memutus satu usulan pun. Minta koordinator memilih usulan lebih dahulu.")
    open_points = [*requirements.obstacles(current, by), *problems(decisions)]
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


def _tell(meeting: Meeting, people: list[User]) -> None:
    """The outcomes of a meeting wait for these people's approval; no outcome is named."""
    tell(people, f"Hasil “{meeting.title}” menunggu persetujuan Anda.", url=meeting.get_absolute_url())
