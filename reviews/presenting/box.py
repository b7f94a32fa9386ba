"""What the page of a proposal says of its presentation or visit, and the letter and calendar file behind it."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from agencies.core.requests import SignedInRequest
from foundation.issued.views import handed_out
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role
from reviews.presenting.calendars import cancellation, invitation
from reviews.presenting.inviting import printed_for_juror, printed_invitation
from reviews.presenting.models import Slot, SlotJury

READERS = {Role.PROPOSER, Role.COORDINATOR, Role.LEADER, Role.REVIEWER}
INVITED = {Role.PROPOSER, Role.COORDINATOR, Role.LEADER}


def slot_box(request: SignedInRequest, proposal: int, roles: set[Role]) -> SafeString | str:
    """Named by `PROPOSAL_BOXES`: when and where it is presented, to everybody who has a part in it; one query."""
    if not roles & READERS:
        return ""
    slots = list(Slot.objects.filter(proposal=proposal).select_related("session", "stage"))
    context = {"slots": slots, "invited": bool(roles & INVITED), "may_plan": Role.COORDINATOR in roles}
    return mark_safe(render_to_string("reviews/presenting/_box.html", context, request)) if slots else ""


def invitation_letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """The newest letter on the slot as issued, for the agency's people, coordinators and leaders of its proposal."""
    paper = printed_invitation(_slot(request, pk, INVITED))
    if paper is None:
        raise Http404
    return handed_out(request, paper)


def juror_letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """The newest letter to one juror, for that juror and the coordinators of the proposal."""
    seat = get_object_or_404(SlotJury.objects.select_related("slot__proposal"), pk=pk)
    roles = SentProposal.objects.roles_of(request.user, seat.slot.proposal)
    mine = seat.reviewer_id == request.user.pk and Role.REVIEWER in roles
    paper = printed_for_juror(seat) if mine or Role.COORDINATOR in roles else None
    if paper is None:
        raise Http404
    return handed_out(request, paper)


def calendar_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """The slot for the calendar of whoever reads its proposal; one that was missed is taken out of it."""
    slot = _slot(request, pk, READERS)
    entry = cancellation if slot.state == Slot.State.MISSED else invitation
    content = entry(slot, request.user.email)
    headers = {"Content-Disposition": 'attachment; filename="jadwal.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def _slot(request: SignedInRequest, pk: int, roles: set[Role]) -> Slot:
    found = get_object_or_404(Slot.objects.select_related("session", "proposal__agency"), pk=pk)
    if not roles & SentProposal.objects.roles_of(request.user, found.proposal):
        raise Http404
    return found
