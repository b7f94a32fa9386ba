"""The act by which a coordinator freezes the ranking of a meeting anew."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from reviews.meeting.core.freezing import freeze_anew
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.pages import seen_meeting


@coordinators_only
@require_POST
def meeting_freeze(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = seen_meeting(request, pk)
    try:
        freeze_anew(meeting, by=request.user)
    except MeetingRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, "Peringkat dibekukan dengan nilai sekarang, juga untuk rapat lain yang belum disetujui."
        )
    return redirect(meeting)
