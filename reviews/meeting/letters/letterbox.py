"""What the page of a proposal says of the letters on its outcome."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from agencies.core.requests import SignedInRequest
from proposals.core.workflow import Role
from reviews.meeting.core.models import Decision

READERS = {Role.PROPOSER, Role.COORDINATOR, Role.LEADER}


def letter_box(request: SignedInRequest, proposal: int, roles: set[Role]) -> SafeString | str:
    """Named by `PROPOSAL_BOXES`: the letters on what meetings decided, to its agency and the staff; one query."""
    if not roles & READERS:
        return ""
    decided = Decision.objects.filter(proposal=proposal, carried_out_at__isnull=False).select_related("meeting")
    letters = list(decided.order_by("-carried_out_at", "-pk"))
    context = {"letters": letters, "may_sign": Role.COORDINATOR in roles}
    return mark_safe(render_to_string("reviews/meeting/letters/_letters.html", context)) if letters else ""
