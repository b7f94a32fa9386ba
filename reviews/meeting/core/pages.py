"""What the pages of meetings share: the meeting as one may know of it, the rows ticked, and what comes of a service."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from agencies.core.requests import SignedInRequest
from foundation.numbers import number_in
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.models import Meeting


def seen_meeting(request: SignedInRequest, pk: int) -> Meeting:
    """The meeting, if this person may know of it; otherwise it does not exist."""
    found = Meeting.objects.visible_to(request.user).select_related("period__procedure", "chair", "head", "released_by")
    return get_object_or_404(found, pk=pk)


def keys_of(request: SignedInRequest) -> list[int]:
    """The proposals ticked on the page; what is no number is left out."""
    return [key for value in request.POST.getlist("pilih") if (key := number_in(value)) is not None]


def tell_refusal(request: SignedInRequest, refusal: MeetingRefused) -> None:
    messages.error(request, str(refusal))
    for detail in refusal.details:
        messages.warning(request, detail)


def carry_out(request: SignedInRequest, meeting: Meeting, work: Callable[[], str]) -> HttpResponse:
    """Runs one service, says what came of it, and goes back to the meeting."""
    try:
        done = work()
    except MeetingRefused as refusal:
        tell_refusal(request, refusal)
    else:
        messages.success(request, done)
    return redirect(meeting)
