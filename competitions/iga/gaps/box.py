"""The box on a proposal's page: the three steps that lift it most in IGA, and the way to all of them."""

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from agencies.core.requests import SignedInRequest
from competitions.core.models import Edition
from competitions.core.permissions import ROLES
from competitions.iga.candidates.pool import candidate_keys, with_candidacy
from competitions.iga.core.states import IN_SET
from competitions.iga.gaps.lists import gaps_of
from competitions.iga.gaps.reckoning import strongest
from proposals.core.workflow import Role

SHOWN = 3


def gap_box(request: SignedInRequest, proposal: int, roles: set[Role]) -> SafeString | str:
    """Named by `PROPOSAL_SIDE_BOXES`; empty for reviewers and for what is no candidate of this year's edition."""
    if not roles & set(ROLES):
        return ""
    edition = Edition.objects.current(Edition.Programme.IGA, timezone.localdate().year)
    if edition is None:
        return ""
    row = with_candidacy(candidate_keys(edition).filter(pk=proposal), edition, "state").first()
    if row is None:
        return ""
    in_set = getattr(row, "candidacy_state", "") in IN_SET
    found = gaps_of(edition, proposal, in_set=in_set)
    context = {"edition": edition, "proposal": proposal, "rows": strongest(found, SHOWN), "is_sent": in_set}
    return mark_safe(render_to_string("competitions/iga/_gap_box.html", context, request))
