"""The box on a proposal's page: where it stands for KIPP, and the button that nominates it."""

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from agencies.core.requests import SignedInRequest
from competitions.core.models import Edition
from competitions.core.nominating import NOMINABLE, NOMINATORS, NominationState
from proposals.core.models import Proposal
from proposals.core.workflow import Role


def nomination_box(request: SignedInRequest, proposal: Proposal, roles: set[Role]) -> SafeString:
    """Named by `PROPOSAL_SIDE_BOXES`; empty for people who don't take part in nominating. Two queries at most."""
    shown = bool(roles & NOMINATORS) or request.user.is_leader
    edition = Edition.objects.current(Edition.Programme.KIPP, timezone.localdate().year) if shown else None
    nomination = edition.nominations.filter(proposal=proposal).first() if edition else None
    standing = nomination is not None and nomination.state != NominationState.CANCELLED
    context = {
        "edition": edition,
        "proposal": proposal,
        "nomination": nomination,
        "may_nominate": not standing and proposal.status in NOMINABLE and bool(roles & NOMINATORS),
    }
    return mark_safe(render_to_string("competitions/kipp/_nomination_box.html", context, request))
