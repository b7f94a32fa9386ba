"""Releasing a decision meeting: everything in one transaction or nothing, and once however often it is asked for."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from foundation.audit import ledger
from proposals.core.locking import locked_sent
from proposals.core.moves import Move, MovesRefused, perform_all
from proposals.core.workflow import Action, Door
from reviews.meeting import sealing
from reviews.meeting.locking import MeetingRefused, locked
from reviews.meeting.models import Meeting
from reviews.meeting.tasks import issue_letters, issue_papers


def coordinated(meeting: Meeting, by: User) -> Meeting:
    """The meeting, locked, for a coordinator who may see it. Raises MeetingRefused for anybody else."""
    current = locked(meeting, by)
    if not by.is_coordinator:
        raise MeetingRefused("Hanya koordinator Bapperida yang dapat merilis hasil rapat.")
    return current


def lock_proposals(meeting: Meeting) -> None:
    """Locks the meeting's proposals, so that their statuses hold while it is decided which of them move."""
    list(locked_sent(meeting.decisions.values_list("proposal_id", flat=True)).values_list("pk", flat=True))


def perform_moves(moves: Iterable[Move], by: User) -> None:
    """Carries out every move; when one is refused, nothing stays. Raises MeetingRefused with all refusals."""
    try:
        perform_all(moves, by=by, door=Door.MEETING)
    except MovesRefused as refused:
        reasons = [f"{move.proposal.reference}: {reason}" for move, reason in refused.refusals]
        raise MeetingRefused("Tidak ada yang diubah, karena sebagian usulan belum dapat diproses:", reasons) from None


@transaction.atomic
def release(meeting: Meeting, *, by: User) -> int:
    """Moves every proposal of a signed meeting by its outcome, with its event, its letter and its place in the record.

    Returns how many moved: 0 when it was released before, also by somebody else a moment ago. Raises MeetingRefused
    when it is not signed by both or when one of the proposals does not allow its outcome any more.
    """
    current = coordinated(meeting, by)
    if current.is_released:
        return 0
    if not current.is_signed:
        raise MeetingRefused(
            "Hasil rapat belum disetujui keduanya. Minta ketua rapat dan Kepala Bapperida menyetujuinya lebih dahulu."
        )
    lock_proposals(current)
    decisions = list(current.decisions.select_related("proposal__period", "proposal__agency"))
    # The database lets an outcome leave only out of a released meeting.
    current.state, current.released_at, current.released_by = Meeting.State.RELEASED, timezone.now(), by
    current.save(update_fields=["state", "released_at", "released_by"])
    perform_moves([Move(Action(each.action), each.proposal, each.note) for each in decisions], by)
    current.check_value = str(ledger.check_value())
    current.save(update_fields=["check_value"])
    sealing.seal(current)
    issue_papers.defer(meeting=current.pk)
    issue_letters.defer(meeting=current.pk)
    return len(decisions)
