"""The box on a proposal's page: where it stands for KIPP, and the button that nominates it."""

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from agencies.core.requests import SignedInRequest
from competitions.core.models import Edition
from competitions.core.nominating import GONE, NOMINABLE, NOMINATORS
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role


def nomination_box(request: SignedInRequest, proposal: int, roles: set[Role]) -> SafeString | str:
    """Named by `PROPOSAL_SIDE_BOXES`; empty for people who don't take part in nominating. Three queries at most."""
    shown = bool(roles & NOMINATORS) or request.user.is_leader
    edition = Edition.objects.current(Edition.Programme.KIPP, timezone.localdate().year) if shown else None
    sent = SentProposal.objects.only("status").filter(pk=proposal).first() if edition else None
    if edition is None or sent is None:
        return ""
    nomination = edition.nominations.filter(proposal=sent).first()
    standing = nomination is not None and nomination.state not in GONE
    context = {
        "edition": edition,
        "proposal": sent,
        "nomination": nomination,
        "may_nominate": not standing and sent.status in NOMINABLE and bool(roles & NOMINATORS),
    }
    return mark_safe(render_to_string("competitions/kipp/_nomination_box.html", context, request))
