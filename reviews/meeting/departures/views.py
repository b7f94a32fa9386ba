"""Saying on the meeting's page why it departs from the procedure: one reason for the proposals that are ticked."""

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from agencies.core.permissions import leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from foundation.numbers import number_in
from proposals.core.sent import SentProposal
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.pages import seen_meeting
from reviews.meeting.departures import departing
from reviews.meeting.departures.unsaid import LACKING, PASSED_OVER, kept_under


@leaders_and_coordinators
@require_POST
def passed_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """Why better ranks are passed over."""
    return _note(request, pk, PASSED_OVER, departing.allow_passing_over, "dilewati")


@leaders_and_coordinators
@require_POST
def lacking(request: SignedInRequest, pk: int) -> HttpResponse:
    """Why proposals are decided on that lack reviews or a stage."""
    return _note(request, pk, LACKING, departing.allow_lacking, "diputus walau belum lengkap")


def _note(request: SignedInRequest, pk: int, kind: str, allow: Callable[..., SentProposal], words: str) -> HttpResponse:
    """Notes the reason for every ticked proposal or for none; what was typed comes back with a refusal."""
    meeting = seen_meeting(request, pk)
    keys = [key for value in request.POST.getlist("usulan") if (key := number_in(value)) is not None]
    reason = request.POST.get("reason", "")
    try:
        if not keys:
            raise MeetingRefused(f"Centang paling sedikit satu usulan yang {words}, lalu tuliskan alasannya.")
        with transaction.atomic():
            said = [allow(meeting, key, by=request.user, reason=reason) for key in keys]
    except MeetingRefused as refusal:
        messages.error(request, str(refusal))
        request.session[kept_under(meeting, kind)] = {"keys": keys, "reason": reason}
    else:
        messages.success(request, f"Alasan {len(said)} usulan {words} tercatat untuk berita acara.")
        request.session.pop(kept_under(meeting, kind), None)
    return redirect(f"{meeting.get_absolute_url()}#tata-cara")
