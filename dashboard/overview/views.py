"""The front page, "Pekerjaan saya", the leader's page and the page of agencies."""

from dataclasses import replace
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString

from agencies.core.permissions import leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from dashboard.figures import overview
from dashboard.figures.periods import chosen_period, year_tabs
from dashboard.figures.results import results_of_city
from dashboard.overview.tiles import groups
from foundation.cache import drawn
from proposals.core.period.basics import basics_for

NEWEST, MOST_AFFAIRS = 6, 8


@leaders_and_coordinators
def page(request: SignedInRequest) -> HttpResponse:
    person, period, now = request.user, chosen_period(request), timezone.now()
    seen = overview.overview(person, period, now, basics_for(request))
    may_nudge = person.is_coordinator and seen.state.is_open
    context = {
        "at": now,
        "period": period,
        "years": year_tabs(period, request),
        "figures": _figures(seen, may_nudge=may_nudge),
        "results": results_of_city(person),
    }
    return render(request, "dashboard/overview/overview.html", context)


def _figures(seen: overview.Overview, *, may_nudge: bool) -> SafeString:
    """Everything below the title. Seconds are not shown there, so they alone make no other picture."""
    context = {
        "seen": seen,
        "period": seen.period,
        "charts": overview.pictures(seen),
        "groups": groups(seen.coverage.agencies, seen.period),
        "may_nudge": may_nudge,
    }
    state = replace(seen.state, age=timedelta(days=seen.state.age.days))
    shown = (replace(seen, at=seen.period.opens_at, state=state), may_nudge)
    return drawn("dashboard/overview/_overview.html", context, shown)
