"""The page of the schools below an agency, such as the Dinas Pendidikan."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from agencies.core.models import Agency
from agencies.core.permissions import may_read_agency
from agencies.core.requests import SignedInRequest
from dashboard.agency_pages.forms import SchoolForm
from dashboard.agency_pages.schoolpage import schools_page
from dashboard.figures.periods import chosen_period, year_tabs
from proposals.core.period.basics import basics_for

SCHOOLS_PER_PAGE = 25


def schools(request: SignedInRequest, code: str) -> HttpResponse:
    """Leaders and coordinators see those of every agency, its own people theirs."""
    parent = get_object_or_404(Agency, code=code)
    if not may_read_agency(request.user, parent):
        raise Http404
    period, form = chosen_period(request), SchoolForm(request.GET, basics_for(request))
    seen = schools_page(request.user, parent, period, form.cleaned_data if form.is_valid() else {})
    if not seen.rows[-1].shares[-1].schools.value:
        raise Http404
    context = {
        "parent": parent,
        "period": period,
        "seen": seen,
        "form": form,
        "page_obj": Paginator(seen.found, SCHOOLS_PER_PAGE).get_page(request.GET.get("page")),
        "years": year_tabs(period, request),
    }
    return render(request, "dashboard/agency_pages/schools.html", context)
