"""The box on a proposal's page: who copied the innovation, and the way to its register."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from agencies.core.requests import SignedInRequest
from competitions.core.permissions import ROLES
from competitions.replication.counting import counted, replications_of
from competitions.replication.permissions import closed_because
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role


def replication_box(request: SignedInRequest, proposal: int, roles: set[Role]) -> SafeString | str:
    """Named by `PROPOSAL_SIDE_BOXES`; empty for reviewers, and where there is nothing to read or to enter."""
    if not roles & set(ROLES):
        return ""
    copies = replications_of([proposal])[proposal]
    sent = SentProposal.objects.only("status").filter(pk=proposal).first()
    may_write = sent is not None and not closed_because(sent.status, roles)
    if not copies and not may_write:
        return ""
    context = {"proposal": proposal, "copies": copies, "words": counted(copies).words, "may_write": may_write}
    return mark_safe(render_to_string("competitions/replication/_box.html", context, request))
