"""Releasing a decision meeting: everything in one transaction or nothing, and once however often it is asked for."""

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from foundation.audit import ledger
from foundation.issued.models import IssuedPaper
from proposals.core.moving.moves import Move
from proposals.core.workflow import Action
from reviews.meeting.core.carrying import coordinated, lock_proposals, perform_moves
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.models import Decision, Meeting
from reviews.meeting.departures import requirements
from reviews.meeting.letters.keeping import reserve_letters, seal_letters
from reviews.meeting.letters.tasks import issue_letters
from reviews.meeting.papers import sealing
from reviews.meeting.papers.tasks import issue_papers
from reviews.meeting.preparing.services import problems
from reviews.meeting.release.numbering import check_letters


@transaction.atomic
def release(meeting: Meeting, *, by: User) -> int:
    """Moves every proposal of a signed meeting by its outcome, with its event, its letter and its place in the record.

    Returns how many moved: 0 when it was released before, also by somebody else a moment ago. Raises MeetingRefused
    when it is not signed by both, when the meeting is not (any more) as the procedure of the period wants it, or when
    one of the proposals does not allow its outcome any more.
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
    _check(current, decisions, by)
    # The database lets an outcome leave only out of a released meeting.
    current.state, current.released_at, current.released_by = Meeting.State.RELEASED, timezone.now(), by
    current.save(update_fields=["state", "released_at", "released_by"])
    letters = reserve_letters(decisions)
    check_letters(current, timezone.localdate())  # no other release takes numbers now
    perform_moves([_move(each, letters[each.pk]) for each in decisions], by)
    current.check_value = str(ledger.check_value())
    current.save(update_fields=["check_value"])
    sealing.seal(current)
    seal_letters(current, letters)
    issue_papers.defer(meeting=current.pk)
    issue_letters.defer(meeting=current.pk)
    return len(decisions)


def _move(decision: Decision, letter: IssuedPaper) -> Move:
    return Move(Action(decision.action), decision.proposal, decision.note, letter=letter.pk)


def _check(meeting: Meeting, decisions: list[Decision], by: User) -> None:
    """Raises MeetingRefused where what was signed does not hold any more; the database would refuse it, too."""
    open_points = [*requirements.obstacles(meeting, by), *problems(decisions)]
    if open_points:
        raise MeetingRefused(
            "Hasil rapat belum dapat dirilis. Selesaikan dahulu, bila perlu dengan membuka kembali penyusunannya:",
            open_points,
        )
