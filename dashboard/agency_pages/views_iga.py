"""The page "Kesiapan IGA": how far each agency is in the year's edition, as far as the reader may count."""

from django.http import HttpResponse
from django.shortcuts import render

from agencies.core.requests import SignedInRequest
from competitions.core.permissions import participants_only, sees_every_agency
from competitions.iga.simulator.outlook import outlook
from dashboard.figures import links
from dashboard.figures.iga import kipp_words, readiness
from dashboard.figures.periods import chosen_period, year_tabs


@participants_only
def iga_readiness(request: SignedInRequest) -> HttpResponse:
    """Leaders and coordinators see every agency, people of an agency their own and its units."""
    period, whole = chosen_period(request), sees_every_agency(request.user)
    seen = readiness(period, request.user)
    context = {
        "period": period,
        "years": year_tabs(period, request),
        "whole": whole,
        "seen": seen,
        "kipp": kipp_words(seen, period.year) if whole else "",
        "papers": {form: links.report("kesiapan-iga", form, period) for form in ("pdf", "xlsx")} if whole else {},
        "iga": outlook(period.year, request.user) if whole else None,
    }
    return render(request, "dashboard/agency_pages/iga_readiness.html", context)
