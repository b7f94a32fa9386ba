"""Pages of IGA: which innovations are ready for the window."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from agencies.core.requests import SignedInRequest
from competitions.core.editions import asked_edition, edition_of
from competitions.core.models import Edition
from competitions.core.permissions import participants_only, sees_every_agency
from competitions.iga.readiness import readiness_of
from competitions.iga.simulator.outlook import outlook

IGA = Edition.Programme.IGA
PER_PAGE = 25


@participants_only
def iga_current(request: SignedInRequest) -> HttpResponse:
    edition = asked_edition(IGA, request)
    if edition is None:
        return render(request, "competitions/core/no_edition.html", {"programme": IGA.label})
    return redirect("competitions:iga", edition.year)


@participants_only
def iga(request: SignedInRequest, year: int) -> HttpResponse:
    edition = edition_of(IGA, year)
    readiness = readiness_of(edition, request.user)
    page = Paginator(readiness.candidates, PER_PAGE).get_page(request.GET.get("page"))
    context = {"edition": edition, "readiness": readiness, "page_obj": page}
    if sees_every_agency(request.user):
        context["outlook"] = outlook(year, request.user)
    return render(request, "competitions/iga/iga.html", context)
