"""The front page, "Pekerjaan saya", the leader's page and the page of agencies."""

import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import strip_spaces_between_tags
from django.utils.safestring import mark_safe

from agencies.core.models import User
from agencies.core.permissions import leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from dashboard.figures import overview
from dashboard.figures.periods import chosen_period, year_tabs
from foundation.cache import kept, stamp
from proposals.core.periods import Period
from proposals.core.periodstate import period_state

NEWEST, MOST_AFFAIRS = 6, 8


@leaders_and_coordinators
def page(request: SignedInRequest) -> HttpResponse:
    person, period, now = request.user, chosen_period(request), timezone.now()
    conflicts = person.conflicts.standing().count()
    phase = period_state(period, now).phase
    key = f"dashboard-{period.pk}-{phase}-{person.pk}-{person.is_coordinator}-{conflicts}-{now:%Y%m%d%H}"
    at, body = kept(key, stamp(*overview.SOURCES), lambda: _drawn(person, period, now))
    context = {"body": body, "at": at, "period": period, "years": year_tabs(period, request)}
    return render(request, "dashboard/overview/overview.html", context)


def _drawn(person: User, period: Period, now: datetime.datetime) -> tuple[datetime.datetime, str]:
    """The leader's page for this person at this moment, without the frame around it."""
    seen = overview.overview(person, period, now)
    context = {
        "seen": seen,
        "period": period,
        "charts": overview.pictures(seen),
        "may_nudge": person.is_coordinator and seen.state.is_open,
    }
    return now, mark_safe(strip_spaces_between_tags(render_to_string("dashboard/overview/_overview.html", context)))
