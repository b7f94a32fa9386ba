"""Before any write on a meeting: whether the person may and the meeting is still open, and the lock on its row."""

from collections.abc import Iterable

from agencies.core.models import User
from proposals.core.workflow import WorkflowError
from reviews.meeting.core.models import Meeting


class MeetingRefused(WorkflowError):
    """The meeting does not allow this now; the text says why and what to do, `details` name single proposals."""

    def __init__(self, text: str, details: Iterable[str] = ()) -> None:
        self.details = tuple(details)
        super().__init__(text)


def locked(meeting: Meeting, by: User) -> Meeting:
    """The meeting as it stands now, locked until the end of the transaction.

    Raises MeetingRefused when the person may not see it any more.
    """
    visible = Meeting.objects.visible_to(by).filter(pk=meeting.pk)
    found = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("chair", "head", "period__procedure")
        .filter(pk__in=visible.values("pk"))
        .first()
    )
    if found is None:
        raise MeetingRefused("Rapat ini tidak tersedia bagi Anda. Kembali ke daftar rapat penetapan.")
    return found


def locked_open(meeting: Meeting, by: User) -> Meeting:
    """As `locked`, for a coordinator, while the outcomes may still be changed. Raises MeetingRefused otherwise."""
    current = locked(meeting, by)
    if not by.is_coordinator:
        raise MeetingRefused("Hanya koordinator Bapperida yang dapat menyusun rapat ini.")
    if not current.is_open:
        raise MeetingRefused(
            "Rapat ini sudah disetujui atau dirilis, jadi isinya tidak dapat diubah. "
            "Bila perlu, buka kembali penyusunannya sebelum dirilis."
        )
    return current
