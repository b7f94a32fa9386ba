"""What the page of a meeting asks about better ranks that are passed over, and what came back with a refusal."""

from typing import Any

from agencies.core.requests import SignedInRequest
from reviews.meeting.core.models import Meeting
from reviews.meeting.departures import requirements


def unsaid(request: SignedInRequest, meeting: Meeting, known: set[int]) -> dict[str, Any]:
    """For the page: those passed over without a reason that this person may know of, and what came back."""
    came_back = request.session.get(kept_under(meeting), {"keys": [], "reason": ""})
    skipped = [] if meeting.is_released else requirements.passed_over(meeting)
    rows = [
        {"proposal": one.proposal, "place": one.place, "ticked": one.proposal.pk in came_back["keys"]}
        for one in skipped
        if one.proposal.pk in known and not one.reason
    ]
    return {"unsaid": rows, "typed": came_back["reason"]}


def kept_under(meeting: Meeting) -> str:
    """Where in the session it waits."""
    return f"dilewati-{meeting.pk}"
