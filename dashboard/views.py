"""The front page, "Pekerjaan saya", the leader's page and the page of agencies."""

import datetime
from hashlib import sha256
from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import strip_spaces_between_tags
from django.utils.safestring import mark_safe

from agencies.freshness import kept, stamp
from agencies.models import Agency, User
from agencies.permissions import leaders_and_coordinators, may_read_agency
from agencies.requests import SignedInRequest
from dashboard import agencypage, charts, figures, overview, work
from dashboard.filters import CoverageForm, narrowed
from dashboard.periods import chosen_period, year_tabs
from dashboard.svg import Chart
from proposals import opendata, sharecard
from proposals.models import Period, Proposal
from proposals.permissions import may_import
from reviews.meetings import Meeting

NEWEST, MOST_AFFAIRS = 6, 8
# The 36 agencies of the target stand on one page.
AGENCIES_PER_PAGE, MOST_BARS = 40, 20


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    return my_work(cast(SignedInRequest, request)) if request.user.is_authenticated else front_page(request)


def front_page(request: HttpRequest) -> HttpResponse:
    """What anybody may know: the city's two counts against the target, and the newest established innovations."""
    period = Period.objects.current()
    tally, established, affairs = kept(f"front-{period and period.pk}", stamp(Proposal), lambda: _public_counts(period))
    context = {
        "period": period,
        "tally": tally,
        "chart": overview.progress(period, tally) if period else None,
        "innovations": opendata.cards(Proposal.objects.published().for_cards()[:NEWEST]),
        "established": established,
        "affairs": affairs[:MOST_AFFAIRS],
        "site_url": settings.SITE_URL,
        "share_card": sharecard.portal_card_url(),
    }
    return render(request, "dashboard/front.html", context)


def _public_counts(period: Period | None) -> tuple[figures.Tally, int, list[tuple[str, str, int]]]:
    """The counts of the period, how many innovations are established in all, and how many of each affair."""
    published = Proposal.objects.published()
    return figures.headline(Proposal.objects.filter(period=period)), published.count(), opendata.by_affair(published)


def my_work(request: SignedInRequest) -> HttpResponse:
    person, period = request.user, Period.objects.current()
    lead, duty = _kept_work(person, period)
    context = {
        "period": period,
        "lead": lead,
        "meetings": Meeting.objects.visible_to(person).to_be_signed_by(person).order_by("held_at", "pk")
        if lead
        else (),
        "may_import": period is not None and may_import(person),
        "desk": work.desk(person, period),
        "duty": duty,
        "reviewing": work.review_work(person),
    }
    return render(request, "dashboard/my_work.html", context)


def _kept_work(person: User, period: Period | None) -> tuple[work.Lead | None, work.Duty | None]:
    """What waits for leaders and coordinators, counted anew only after something behind it or the day changed."""
    if not (person.is_leader or person.is_coordinator):
        return None, None
    key = f"work-{period and period.pk}-{person.pk}-{person.conflicts.standing().count()}-{timezone.localdate()}"
    return kept(key, stamp(*overview.SOURCES), lambda: (work.lead(person, period), work.duty(person)))


@leaders_and_coordinators
def page(request: SignedInRequest) -> HttpResponse:
    person, period, now = request.user, chosen_period(request), timezone.now()
    conflicts = person.conflicts.standing().count()
    key = f"dashboard-{period.pk}-{person.pk}-{person.is_coordinator}-{conflicts}-{now:%Y%m%d%H}"
    at, body = kept(key, stamp(*overview.SOURCES), lambda: _drawn(person, period, now))
    context = {"body": body, "at": at, "period": period, "years": year_tabs(period, request)}
    return render(request, "dashboard/overview.html", context)


def _drawn(person: User, period: Period, now: datetime.datetime) -> tuple[datetime.datetime, str]:
    """The leader's page for this person at this moment, without the frame around it."""
    seen = overview.overview(person, period, now)
    context = {"seen": seen, "period": period, "charts": overview.pictures(seen), "may_nudge": person.is_coordinator}
    return now, mark_safe(strip_spaces_between_tags(render_to_string("dashboard/_overview.html", context)))


def agency(request: SignedInRequest, code: str) -> HttpResponse:
    """One agency or school: leaders and coordinators see every one, its own people their own."""
    found = get_object_or_404(Agency.objects.select_related("district", "village", "parent"), code=code)
    if not may_read_agency(request.user, found):
        raise Http404
    period = chosen_period(request)
    context = {
        "seen": agencypage.agency_page(request.user, found, period),
        "period": period,
        "years": year_tabs(period, request),
    }
    return render(request, "dashboard/agency.html", context)


@leaders_and_coordinators
def coverage(request: SignedInRequest) -> HttpResponse:
    period, person, form = chosen_period(request), request.user, CoverageForm(request.GET)
    number = request.GET.get("page", "")
    asked = sha256(repr([(name, request.GET.get(name)) for name in (*form.fields, "page")]).encode()).hexdigest()[:20]
    conflicts = person.conflicts.standing().count()
    key = f"coverage-{period.pk}-{person.pk}-{conflicts}-{timezone.localdate()}-{asked}"
    amount, table, chart = kept(key, stamp(*overview.SOURCES), lambda: _drawn_agencies(person, period, form, number))
    context = {
        "period": period,
        "form": form,
        "table": table,
        "chart": chart,
        "page_obj": Paginator(range(amount), AGENCIES_PER_PAGE).get_page(number),
        "years": year_tabs(period, request),
    }
    return render(request, "dashboard/coverage.html", context)


def _drawn_agencies(person: User, period: Period, form: CoverageForm, number: str) -> tuple[int, str, str]:
    """How many agencies match the form, and the table of this page of them and their chart as they are shown."""
    covered = figures.coverage(figures.proposals_for(person, period), period)
    rows = narrowed(covered, form.cleaned_data if form.is_valid() else {}, period.minimum_per_agency)
    page = Paginator(rows, AGENCIES_PER_PAGE).get_page(number)
    table = render_to_string("dashboard/_matrix.html", {"rows": page.object_list, "period": period})
    chart = render_to_string("dashboard/_coverage_chart.html", {"chart": _bars(rows), "most": MOST_BARS})
    return len(rows), mark_safe(table), mark_safe(chart)


def _bars(rows: list[figures.AgencyRow]) -> Chart | None:
    """What the agencies on the list have submitted, those with most first; None when none has."""
    having = sorted(
        (row for row in rows if row.tally.submitted), key=lambda row: (-row.tally.submitted, row.agency.name)
    )
    entries = [charts.Bar(row.agency.name, row.tally.submitted, row.tally.eligible) for row in having[:MOST_BARS]]
    if not entries:
        return None
    return charts.bars("instansi", title="Usulan menurut instansi", heading="Instansi", entries=entries)
