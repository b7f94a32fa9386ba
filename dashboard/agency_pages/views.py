"""Pages of agencies for leaders: all of them at once, and one with its year."""

from hashlib import sha256

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe

from agencies.core.models import Agency, User
from agencies.core.permissions import leaders_and_coordinators, may_read_agency
from agencies.core.requests import SignedInRequest
from dashboard.agency_pages import agencypage
from dashboard.agency_pages.filters import CoverageForm, narrowed
from dashboard.charts import plain
from dashboard.charts.svg import Chart
from dashboard.figures import counts, overview
from dashboard.figures.periods import chosen_period, year_tabs
from foundation.cache import kept, stamp
from proposals.core.counting import period_counts
from proposals.core.periods import Period

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
    return render(request, "dashboard/agency_pages/coverage.html", context)


def _drawn_agencies(person: User, period: Period, form: CoverageForm, number: str) -> tuple[int, str, str]:
    """How many agencies match the form, and the table of this page of them and their chart as they are shown."""
    covered = counts.coverage(period_counts(period, person), period, person)
    rows = narrowed(covered, form.cleaned_data if form.is_valid() else {}, period.minimum_per_agency)
    page = Paginator(rows, AGENCIES_PER_PAGE).get_page(number)
    table = render_to_string("dashboard/agency_pages/_matrix.html", {"rows": page.object_list, "period": period})
    chart = render_to_string("dashboard/agency_pages/_coverage_chart.html", {"chart": _bars(rows), "most": MOST_BARS})
    return len(rows), mark_safe(table), mark_safe(chart)


def _bars(rows: list[counts.AgencyRow]) -> Chart | None:
    """What the agencies on the list have submitted, those with most first; None when none has."""
    having = sorted(
        (row for row in rows if row.tally.submitted), key=lambda row: (-row.tally.submitted, row.agency.name)
    )
    entries = [plain.Bar(row.agency.name, row.tally.submitted, row.tally.eligible) for row in having[:MOST_BARS]]
    if not entries:
        return None
    return plain.bars("instansi", title="Usulan menurut instansi", heading="Instansi", entries=entries)
