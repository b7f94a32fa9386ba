"""Loading a proposal for somebody who may read it, and its moves as they may know them."""

from typing import Any

from django.shortcuts import get_object_or_404

from agencies.core.requests import SignedInRequest
from proposals.core import permissions
from proposals.core.models import Proposal
from proposals.core.workflow import Role


def readable(request: SignedInRequest, pk: int) -> Proposal:
    """The proposal, if this person may read it; otherwise it does not exist."""
    found = Proposal.objects.visible_to(request.user).select_related("period__guide", "agency__district", "affair")
    return get_object_or_404(found, pk=pk)


def timeline(proposal: Proposal, roles: set[Role]) -> list[dict[str, Any]]:
    """The moves, newest first, as the timeline component takes them; people only for those who may know them."""
    named = permissions.sees_actors(roles)
    return [
        {"label": event.get_action_display(), "actor": event.by(named=named), "at": event.at, "note": event.note}
        for event in proposal.events.select_related("actor__agency").newest_first()
    ]
