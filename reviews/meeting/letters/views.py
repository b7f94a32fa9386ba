"""Opening the letter on an outcome."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from agencies.core.requests import SignedInRequest
from foundation.issued.views import handed_out
from proposals.core.sent import SentProposal
from reviews.meeting.core.models import Decision
from reviews.meeting.letters.keeping import letter_of
from reviews.meeting.letters.letterbox import READERS


def outcome_letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """The letter as issued, for the agency's people, coordinators and leaders of its proposal."""
    found = Decision.objects.filter(carried_out_at__isnull=False).select_related("proposal")
    decision = get_object_or_404(found, pk=pk)
    if not READERS & SentProposal.objects.roles_of(request.user, decision.proposal):
        raise Http404
    return handed_out(request, letter_of(decision))
