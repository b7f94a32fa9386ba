"""What the signatories of a meeting are told."""

from agencies.core.models import User
from agencies.inbox.notifications import tell
from reviews.meeting.models import Meeting


def asked_to_sign(meeting: Meeting, people: list[User]) -> None:
    """The outcomes of a meeting wait for these people's approval; no outcome is named."""
    tell(people, f"Hasil “{meeting.title}” menunggu persetujuan Anda.", url=meeting.get_absolute_url())
