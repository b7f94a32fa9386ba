"""Pages of agencies for leaders: all of them at once, and one with its year."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from agencies.core.models import Agency
from agencies.core.permissions import leaders_and_coordinators, may_read_agency
from agencies.core.requests import SignedInRequest
from dashboard.agency_pages import agencypage
from dashboard.agency_pages.filters import CoverageForm, narrowed
from dashboard.charts import plain
from dashboard.charts.svg import Chart
from dashboard.figures import counts
from dashboard.figures.periods import chosen_period, year_tabs
from foundation.text.keys import natural
from proposals.core.counts.counting import known_period
from proposals.core.period.basics import basics_for

# The 36 agencies of the target stand on one page.
AGENCIES_PER_PAGE, MOST_BARS = 40, 20


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
    return render(request, "dashboard/agency_pages/agency.html", context)


@leaders_and_coordinators
def coverage(request: SignedInRequest) -> HttpResponse:
    period, form = chosen_period(request), CoverageForm(request.GET, basics_for(request))
    covered = counts.coverage_known(known_period(period, request.user), basics_for(request))
    rows = narrowed(covered, form.cleaned_data if form.is_valid() else {}, period.minimum_per_agency)
    page = Paginator(rows, AGENCIES_PER_PAGE).get_page(request.GET.get("page", ""))
    context = {
        "period": period,
        "form": form,
        "rows": page.object_list,
        "chart": _bars(rows, period.year),
        "most": MOST_BARS,
        "page_obj": page,
        "years": year_tabs(period, request),
    }
    return render(request, "dashboard/agency_pages/coverage.html", context)


def _bars(rows: list[counts.AgencyRow], year: int) -> Chart | None:
    """What the agencies on the list have submitted, those with most first; None when none has."""
    having = sorted(
        (row for row in rows if row.tally.submitted), key=lambda row: (-row.tally.submitted, natural(row.agency.name))
    )
    entries = [
        plain.Bar(row.agency.name, row.tally.submitted, row.tally.eligible, year, row.agency.code)
        for row in having[:MOST_BARS]
    ]
    if not entries:
        return None
    return plain.bars("instansi", title="Usulan menurut instansi", heading="Instansi", entries=entries)
