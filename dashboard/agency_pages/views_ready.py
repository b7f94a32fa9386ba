"""The page of how ready one agency is for IGA and KIPP, and the same as a paper for the meeting."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from agencies.core.models import Agency
from agencies.core.permissions import may_read_agency
from agencies.core.requests import SignedInRequest
from competitions.core.permissions import participants_only
from dashboard.agency_pages.readypage import ReadyPage, ready_page
from dashboard.figures.periods import chosen_period, year_tabs
from foundation.printing.services import Paper, handed_out


def _seen(request: SignedInRequest, code: str) -> ReadyPage:
    """Leaders and coordinators see every agency, its own people theirs; else 404."""
    agency = get_object_or_404(Agency, code=code)
    if not may_read_agency(request.user, agency):
        raise Http404
    return ready_page(request.user, agency, chosen_period(request))


@participants_only
def ready(request: SignedInRequest, code: str) -> HttpResponse:
    """The page, with its years."""
    seen = _seen(request, code)
    context = {
        "seen": seen,
        "period": seen.period,
        "years": year_tabs(seen.period, request),
        "is_own": seen.agency.pk == request.user.agency_id,
        "oversees": request.user.is_leader or request.user.is_coordinator,
    }
    return render(request, "dashboard/agency_pages/ready.html", context)


@participants_only
def ready_pdf(request: SignedInRequest, code: str) -> HttpResponse:
    """The same as a PDF."""
    seen = _seen(request, code)
    context = {"seen": seen, "period": seen.period, "told_on": timezone.localdate()}
    title = f"Kesiapan IGA dan KIPP {seen.period.year}, {seen.agency.short_name}"
    filename = f"kesiapan-{seen.agency.code}-{seen.period.year}.pdf"
    return handed_out(request, Paper("dashboard/agency_pages/ready_paper.html", context, filename, title))
