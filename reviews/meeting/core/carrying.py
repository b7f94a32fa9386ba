"""Carrying out moves of a meeting's proposals: who may, the locks, and all or nothing."""

from collections.abc import Iterable

from agencies.core.models import User
from proposals.core.locking import locked_sent
from proposals.core.moving.moves import Move, MovesRefused, perform_all
from proposals.core.workflow import Door
from reviews.meeting.core.locking import MeetingRefused, locked
from reviews.meeting.core.models import Meeting


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
