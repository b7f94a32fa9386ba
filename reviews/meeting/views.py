"""The page of one decision meeting, where everything about it comes together."""

from django.http import HttpResponse
from django.shortcuts import render

from agencies.core.permissions import leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from reviews.meeting.choosing.consequences import consequences
from reviews.meeting.choosing.disputes import disputes
from reviews.meeting.core import lines
from reviews.meeting.core.pages import seen_meeting
from reviews.meeting.departures import requirements
from reviews.meeting.departures.unsaid import conflicts, unsaid
from reviews.meeting.papers import papers, sealing
from reviews.meeting.release.forms import ReopenForm
from reviews.ranking.frozen import latest
from reviews.ranking.ranking import ranking


@leaders_and_coordinators
def meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = seen_meeting(request, pk)
    rows, frozen = lines.readable(shown, request.user), latest(shown.period, shown.pk)
    known = lines.lines(shown, rows, ranking(shown.period, rows, frozen=frozen))
    groups, keys = lines.grouped(known), {line.proposal.pk for line in known}
    members = list(shown.members.select_related("person"))
    closed = sealing.closed_to(shown, request.user) if shown.is_released else set()
    context = {
        "meeting": shown,
        "groups": groups,
        "frozen_words": frozen.words(lines.unknown_to(request.user, shown.period)) if frozen else "",
        "may_freeze": shown.is_open and request.user.is_coordinator,
        "disputes": disputes(known),
        "follows": consequences(
            (action, line.proposal.agency.short_name) for action, chosen in groups for line in chosen
        ),
        "members": members,
        "present": sum(member.present for member in members),
        "papers": {name: title for name, title in papers.papers_of(shown).items() if name not in closed},
        "to_sign": sealing.to_sign(shown, request.user) if shown.is_released else None,
        "may_sign": any(person == request.user and not moment for _, person, moment in shown.signatures()),
        **unsaid(request, shown),
        "conflicts": conflicts(shown, request.user, keys),
        "deviations": list(lines.deviations(shown, request.user)),
        "may_deviate": shown.is_open and requirements.may_deviate(shown, request.user),
        "reopen_form": ReopenForm(),
    }
    return render(request, "reviews/meeting/meeting.html", context)
