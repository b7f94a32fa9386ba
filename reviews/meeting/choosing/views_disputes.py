"""A disagreement of reviewers inside a meeting: compared criterion by criterion, and settled without leaving it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from agencies.core.permissions import leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from reviews.core.refusals import ReviewRefused
from reviews.discussion import services as talking
from reviews.discussion.comparing import compared
from reviews.discussion.forms import SettlementForm
from reviews.meeting.core import lines
from reviews.meeting.core.lines import MeetingLine
from reviews.meeting.core.models import Meeting
from reviews.meeting.core.pages import seen_meeting
from reviews.ranking.frozen import latest
from reviews.ranking.ranking import ranking


@leaders_and_coordinators
def meeting_dispute(request: SignedInRequest, pk: int, proposal: int) -> HttpResponse:
    """Coordinators write down what the meeting agreed on; the next open disagreement follows by itself."""
    shown = seen_meeting(request, pk)
    rows = lines.readable(shown, request.user)
    found = ranking(shown.period, rows, frozen=latest(shown.period, shown.pk))
    apart = [line for line in lines.lines(shown, rows, found) if line.disputed]
    line = next((each for each in apart if each.proposal.pk == proposal), None)
    if line is None or (request.method == "POST" and not request.user.is_coordinator):
        raise Http404
    following = next((each for each in apart if each.unsettled and each is not line), None)
    form = SettlementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            settled = talking.settle(line.proposal, form.cleaned_data["text"], by=request.user)
        except ReviewRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Kesepakatan untuk {line.proposal.reference} tercatat.")
            others = [each for each in line.disputed if each.unsettled and each.stage != settled.stage]
            return _onward(shown, line if others else following)
    context = _context(shown, line, following) | {"form": form}
    return render(
        request,
        "reviews/meeting/choosing/meeting_dispute.html",
        context,
        status=400 if request.method == "POST" else 200,
    )


def _onward(shown: Meeting, line: MeetingLine | None) -> HttpResponse:
    return redirect("reviews:meeting_dispute", shown.pk, line.proposal.pk) if line else redirect(shown)


def _context(shown: Meeting, line: MeetingLine, following: MeetingLine | None) -> dict[str, Any]:
    return {
        "meeting": shown,
        "line": line,
        "stages": compared(line.disputed)[line.proposal.pk],
        "waiting": next((each for each in line.disputed if each.unsettled), None),
        "opinions": line.proposal.opinions.select_related("author"),
        "over": talking.is_over(line.proposal),
        "following": following,
    }
