"""What the pages of a proposal say of its coaching, and what its continuation in a later year says of it."""

from functools import partial
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from agencies.core.requests import SignedInRequest
from proposals.core.above import Carried
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role
from reviews.coaching.models import CoachingPlan

STAFF = {Role.COORDINATOR, Role.LEADER}
READERS = {*STAFF, Role.PROPOSER}


def coaching_box(request: SignedInRequest, proposal: int, roles: set[Role]) -> SafeString | str:
    """Named by `PROPOSAL_BOXES`: coach, open tasks and the way to the plan; that it is being prepared, to the agency.

    A coach without a role on the proposal does not come to this page. Two queries at most.
    """
    plan = _plan(proposal) if roles & READERS else None
    if plan is None:
        return ""
    shown = bool(roles & STAFF) or plan.shared_at is not None
    context = {"plan": plan, "shown": shown, "tasks": list(plan.tasks.open()) if shown else []}
    return _drawn(request, "reviews/coaching/_box.html", context)


def carried(request: SignedInRequest, predecessor: int) -> Carried | None:
    """Named by `PROPOSAL_CARRIED`: on a continuation, what is open from the coaching of the proposal before it.

    The reader's roles are asked anew on that one: a conflict of interest there takes its coaching away here, too. A
    coaching that was undone with its outcome carries nothing over. Three queries at most.
    """
    plan = _plan(predecessor)
    if plan is None or plan.shared_at is None or plan.closing == plan.Closing.REOPENED:
        return None
    roles = SentProposal.objects.roles_of(request.user, plan.proposal)
    if not roles & READERS:
        return None
    tasks = list(plan.tasks.open())
    box = partial(_drawn, request, "reviews/coaching/_carried.html", {"plan": plan, "tasks": tasks})
    return Carried(f"Dari pembinaan {plan.proposal.period.year}", len(tasks), box)


def _plan(proposal: int) -> CoachingPlan | None:
    rows = CoachingPlan.objects.filter(proposal=proposal).select_related("proposal__period", "coach")
    return rows.with_counts(timezone.localdate()).first()


def _drawn(request: SignedInRequest, template: str, context: dict[str, Any]) -> SafeString:
    return mark_safe(render_to_string(template, context, request))
