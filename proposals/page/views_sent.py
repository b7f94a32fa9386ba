"""The page after sending a proposal, to which its agency may come back, and the dates of its way for a calendar."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from agencies.core.requests import SignedInRequest
from foundation.days.calendars import calendar_file
from foundation.papers.moments import spoken
from proposals.core.history.record import Event, Revision
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.reading.opening import READ_WITH
from proposals.core.whereabouts import whereabouts
from proposals.core.workflow import Action, Role
from proposals.sent.received import received


def _own_sent(request: SignedInRequest, pk: int) -> Proposal:
    """The proposal of the person's own agency, once it has been sent; otherwise there is no such page."""
    own = Proposal.objects.as_role(request.user, Role.PROPOSER).select_related(*READ_WITH)
    return get_object_or_404(own.exclude(number=None), pk=pk)


def confirmation(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was received from whom and when, what follows, and what may still be done."""
    proposal = _own_sent(request, pk)
    revision = Revision.objects.filter(proposal=pk).first()
    sent = Event.objects.filter(proposal=pk, action=Action.SUBMIT).last()
    if revision is None or sent is None:
        raise Http404
    where = whereabouts([proposal], proposal.agency_id)[pk]
    at = spoken(sent.at)
    context = {
        "proposal": proposal,
        "rows": [{"label": "Usulan", "text": revision.content["profile"]["title"]},
                 {"label": "Dikirim", "text": f"{sent.by(named=True)}, {at}"}],
        "received": received(revision, proposal.period.guide),
        "where": where,
        "stops": where.stops(at),
        "has_dates": bool(where.dates()),
        "undoing": [step for step in moves.offered(proposal, {Role.PROPOSER}) if step.action is Action.WITHDRAW],
    }  # fmt: skip
    return render(request, "proposals/page/sent.html", context)


def dates(request: SignedInRequest, pk: int) -> HttpResponse:
    """The days of its way that somebody has set, as a file for a calendar; for its own agency."""
    proposal = _own_sent(request, pk)
    where = whereabouts([proposal], proposal.agency_id)[pk]
    return calendar_file(where.dates(), f"tanggal-{proposal.number}")
