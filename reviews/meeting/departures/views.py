"""Saying on the meeting's page why better ranks are passed over: one reason for those that are ticked."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from agencies.core.permissions import leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from foundation.numbers import number_in
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.pages import seen_meeting
from reviews.meeting.departures import departing
from reviews.meeting.departures.unsaid import kept_under


@leaders_and_coordinators
@require_POST
def passed_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """Notes the reason for every ticked proposal or for none; what was typed comes back with a refusal."""
    meeting = seen_meeting(request, pk)
    keys = [key for value in request.POST.getlist("usulan") if (key := number_in(value)) is not None]
    reason = request.POST.get("reason", "")
    try:
        if not keys:
            raise MeetingRefused("Centang sedikitnya satu usulan yang dilewati, lalu tuliskan alasannya.")
        with transaction.atomic():
            said = [departing.allow_passing_over(meeting, key, by=request.user, reason=reason) for key in keys]
    except MeetingRefused as refusal:
        messages.error(request, str(refusal))
        request.session[kept_under(meeting)] = {"keys": keys, "reason": reason}
    else:
        messages.success(request, f"Alasan melewati {len(said)} usulan tercatat untuk berita acara.")
        request.session.pop(kept_under(meeting), None)
    return redirect(f"{meeting.get_absolute_url()}#tata-cara")
