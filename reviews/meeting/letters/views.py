"""Opening the letter on an outcome, and the way to its signatures."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from agencies.core.requests import SignedInRequest
from foundation.issued.views import handed_out
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role
from reviews.meeting.core.models import Decision
from reviews.meeting.letters.keeping import letter_of
from reviews.meeting.letters.letterbox import READERS


def outcome_letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """The letter as issued, for the agency's people, coordinators and leaders of its proposal."""
    return handed_out(request, letter_of(_decision(request, pk, READERS)))


def outcome_letter_signing(request: SignedInRequest, pk: int) -> HttpResponse:
    """The way to the signatures of the letter, for the coordinators of its proposal."""
    letter = letter_of(_decision(request, pk, {Role.COORDINATOR}))
    return redirect("agencies:signature", letter.versions.earliest("version").pk)


def _decision(request: SignedInRequest, pk: int, roles: set[Role]) -> Decision:
    """One that was carried out, on a proposal on which this person holds one of the roles."""
    found = Decision.objects.filter(carried_out_at__isnull=False).select_related("proposal")
    decision = get_object_or_404(found, pk=pk)
    if not roles & SentProposal.objects.roles_of(request.user, decision.proposal):
        raise Http404
    return decision
