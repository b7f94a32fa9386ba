"""What the page of a meeting asks about what departs from the procedure, and what came back with a refusal."""

from typing import Any, Final

from agencies.core.models import User
from agencies.core.requests import SignedInRequest
from proposals.core.sent import SentProposal
from reviews.core.models import Interest
from reviews.meeting.core.models import Meeting
from reviews.meeting.departures import requirements
from reviews.procedure.models import Procedure

PASSED_OVER: Final = "dilewati"
LACKING: Final = "kurang"


def unsaid(request: SignedInRequest, meeting: Meeting) -> dict[str, Any]:
    """For the page: what still wants a reason, as far as this person may know of it, and what came back."""
    asked = [] if meeting.is_released else [_skipped(meeting), _lacking(meeting)]
    keys = {row["proposal"].pk for form in asked for row in form["rows"]}
    known = {key for key, roles in SentProposal.objects.roles_of_all(request.user, keys).items() if roles}
    forms = [_shown(request, meeting, form, known) for form in asked]
    return {"unsaid": [form for form in forms if form["rows"]]}


def _skipped(meeting: Meeting) -> dict[str, Any]:
    skipped = [one for one in requirements.passed_over(meeting) if not one.reason]
    return {
        "kind": PASSED_OVER,
        "url": "reviews:meeting_passed_over",
        "legend": "Tidak diunggulkan, sedangkan peringkat di bawahnya diunggulkan:",
        "label": "Alasan dilewati, bagi yang dicentang",
        "rows": [{"proposal": one.proposal, "place": one.place} for one in skipped],
    }


def _lacking(meeting: Meeting) -> dict[str, Any]:
    return {
        "kind": LACKING,
        "url": "reviews:meeting_lacking",
        "legend": "Diputus, sedangkan yang diminta tata cara belum lengkap:",
        "label": "Alasan diputus walau belum lengkap, bagi yang dicentang",
        "rows": [{"proposal": one.proposal, "words": one.words} for one in requirements.unexplained(meeting)],
    }


def _shown(request: SignedInRequest, meeting: Meeting, form: dict[str, Any], known: set[int]) -> dict[str, Any]:
    """The form with the rows that this person may know of, ticked and typed as they came back."""
    came_back = request.session.get(kept_under(meeting, form["kind"]), {"keys": [], "reason": ""})
    rows = [row | {"ticked": row["proposal"].pk in came_back["keys"]} for row in form["rows"]]
    return form | {"rows": [row for row in rows if row["proposal"].pk in known], "typed": came_back["reason"]}


def conflicts(meeting: Meeting, by: User, known: set[int]) -> list[Interest]:
    """The conflicts that stand on these proposals, for the chair where the procedure lets nobody else lift them."""
    named = meeting.procedure.deviations_by
    if meeting.is_released or named != Procedure.DeviationsBy.CHAIR or by.pk != meeting.chair_id:
        return []
    rows = Interest.objects.known_to(by).standing().filter(proposal__in=known)
    return list(rows.select_related("user", "proposal").order_by("proposal__number", "pk"))


def kept_under(meeting: Meeting, kind: str) -> str:
    """Where in the session it waits."""
    return f"{kind}-{meeting.pk}"
