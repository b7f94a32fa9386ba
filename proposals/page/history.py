"""History of a proposal: its moves, its revisions, and two of them side by side."""

from collections.abc import Collection
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from agencies.core.requests import SignedInRequest
from foundation.numbers import number_in
from proposals.core import permissions
from proposals.core.affairs.models import Affair
from proposals.core.history.record import Revision
from proposals.core.history.remarks import Remark
from proposals.core.models import Proposal
from proposals.core.reading.opening import readable, timeline
from proposals.core.sent import SentProposal
from proposals.core.workflow import HELD_BY, Holder, Role, Status
from proposals.evidence.frozen import Shelf, revisions_with_files
from proposals.sent.comparing import changes_between
from proposals.sent.exchange import exchange_of
from proposals.sent.shown import is_held


def history(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every move, every revision and every remark with its answer."""
    proposal = readable(request, pk)
    roles = Proposal.objects.roles_of(request.user, proposal)
    sent = revisions_with_files(proposal, as_sent=is_held(proposal))
    context = {
        "proposal": proposal,
        "events": timeline(pk, roles),
        "sent": sent,
        "revisions": [revision for revision, _ in sent],
        "remarks": exchange_of(proposal),
        "may_answer": Role.PROPOSER in roles and proposal.is_editable,
        "may_settle": Role.COORDINATOR in roles and not proposal.is_editable,
        "names_sender": permissions.sees_actors(roles),
    }
    return render(request, "proposals/page/history.html", context)


def compare(request: SignedInRequest, pk: int) -> HttpResponse:
    """Two revisions (?dari=1&ke=2, by default the last two), words marked; from the older to the newer."""
    proposal = readable(request, pk)
    revisions = list(Revision.objects.filter(proposal=pk).defer("content"))
    named = (number_in(request.GET.get(name, "")) for name in ("dari", "ke"))
    asked = {number for number in named if number is not None}
    numbers = asked or {row.number for row in revisions[:2]}
    pair = list(Revision.objects.filter(proposal=pk, number__in=numbers).order_by("number"))
    if len(pair) != 2:
        raise Http404
    old, new = pair
    context = {
        "proposal": proposal,
        "revisions": revisions,
        **_apart(proposal, old, new),
        "remarks": Remark.objects.told().filter(proposal=pk, answered_in=new),
    }
    return render(request, "proposals/page/compare.html", context)


def _apart(proposal: Proposal | SentProposal, old: Revision, new: Revision) -> dict[str, Any]:
    shelf = Shelf(proposal, as_sent=is_held(proposal))
    return {
        "old": old,
        "new": new,
        "changes": changes_between(old, new, proposal.period.guide, Affair.objects.in_bulk(field_name="key")),
        "files": shelf.changes(old.content["files"], new.content["files"]),
    }


def news(proposal: Proposal | SentProposal, roles: Collection[Role]) -> dict[str, Any] | None:
    """What the last version changed against the one before, for coordinators; open while it waits to be verified.

    Nothing for others, and where it was sent once. Six queries at most, one where there is nothing.
    """
    if Role.COORDINATOR not in roles:
        return None
    last = list(Revision.objects.filter(proposal=proposal.pk)[:2])
    if len(last) < 2:
        return None
    found = _apart(proposal, last[1], last[0])
    amount = len(found["changes"]) + len(found["files"])
    return found | {"amount": amount, "is_open": HELD_BY.get(Status(proposal.status)) is Holder.VERIFICATION}
