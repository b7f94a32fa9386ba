"""The front page, "Pekerjaan saya", the leader's page and the page of agencies."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies.core.permissions import leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from dashboard.figures import overview
from dashboard.figures.periods import chosen_period, year_tabs
from proposals.core.basics import basics_for

NEWEST, MOST_AFFAIRS = 6, 8


@leaders_and_coordinators
def page(request: SignedInRequest) -> HttpResponse:
    person, period, now = request.user, chosen_period(request), timezone.now()
    seen = overview.overview(person, period, now, basics_for(request))
    context = {
        "seen": seen,
        "at": now,
        "period": period,
        "charts": overview.pictures(seen),
        "may_nudge": person.is_coordinator and seen.state.is_open,
        "years": year_tabs(period, request),
    }
    return render(request, "dashboard/overview/overview.html", context)
