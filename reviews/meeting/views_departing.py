"""Saying on the meeting's page why a better rank is passed over."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from agencies.core.permissions import leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from foundation.numbers import number_in
from reviews.meeting import departing
from reviews.meeting.locking import MeetingRefused
from reviews.meeting.views import seen_meeting


@leaders_and_coordinators
@require_POST
def passed_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """Notes the reason for one proposal; what was typed comes back with a refusal."""
    meeting = seen_meeting(request, pk)
    key, reason = number_in(request.POST.get("usulan", "")) or 0, request.POST.get("reason", "")
    try:
        proposal = departing.allow_passing_over(meeting, key, by=request.user, reason=reason)
    except MeetingRefused as refusal:
        messages.error(request, str(refusal))
        request.session[f"dilewati-{meeting.pk}-{key}"] = reason
    else:
        messages.success(request, f"Alasan melewati {proposal.reference} tercatat untuk berita acara.")
        request.session.pop(f"dilewati-{meeting.pk}-{key}", None)
    return redirect(f"{meeting.get_absolute_url()}#tata-cara")
