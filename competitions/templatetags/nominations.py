"""The box on a proposal's page: where it stands for KIPP, and the button that nominates it."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.core.nominating import NOMINABLE, NOMINATORS, NominationState
from proposals.core.models import Proposal
from proposals.core.workflow import Role

register = template.Library()


@register.inclusion_tag("competitions/kipp/_nomination_box.html", takes_context=True)
def nomination_box(context: Context, proposal: Proposal, user: User, roles: set[Role]) -> dict[str, Any]:
    """Renders nothing for people who don't take part in nominating; two queries at most."""
    shown = bool(roles & NOMINATORS) or user.is_leader
    edition = Edition.objects.current(Edition.Programme.KIPP, timezone.localdate().year) if shown else None
    nomination = edition.nominations.filter(proposal=proposal).first() if edition else None
    standing = nomination is not None and nomination.state != NominationState.CANCELLED
    return {
        "edition": edition,
        "proposal": proposal,
        "nomination": nomination,
        "may_nominate": not standing and proposal.status in NOMINABLE and bool(roles & NOMINATORS),
        "csrf_token": context.get("csrf_token"),
    }
