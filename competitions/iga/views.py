"""The cockpit of an IGA edition: the city's outlook, the submission set, the affairs, and the candidates."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from agencies.core.requests import SignedInRequest
from competitions.core.editions import asked_edition, edition_of
from competitions.core.models import Edition
from competitions.core.permissions import participants_only, sees_every_agency
from competitions.iga.candidates.cockpit import cockpit_of, listed
from competitions.iga.candidates.filters import CandidateFilter
from competitions.iga.candidates.readiness import least_words
from competitions.iga.desk.second import agreement
from competitions.iga.simulator.outlook import outlook
from foundation.chips import query_without_page

IGA = Edition.Programme.IGA
PER_PAGE = 15
ORDER = ("agency__sort_key", "number", "pk")


@participants_only
def iga_current(request: SignedInRequest) -> HttpResponse:
    edition = asked_edition(IGA, request)
    if edition is None:
        return render(request, "competitions/core/no_edition.html", {"programme": IGA.label})
    return redirect("competitions:iga", edition.year)


@participants_only
def iga(request: SignedInRequest, year: int) -> HttpResponse:
    edition = edition_of(IGA, year)
    cockpit = cockpit_of(edition, request.user)
    chosen = CandidateFilter(request.GET, queryset=cockpit.rows.order_by(*ORDER))
    page = Paginator(chosen.qs.values_list("pk", flat=True), PER_PAGE).get_page(request.GET.get("page"))
    whole = sees_every_agency(request.user)
    context = {
        "edition": edition,
        "cockpit": cockpit,
        "filter": chosen,
        "page_obj": page,
        "rows": listed(edition, list(page)),
        "query": query_without_page(request),
        "reset": reverse("competitions:iga", args=[year]),
        "highest": edition.iga.scoring and edition.iga.scoring.maturity_maximum,
        "least_words": least_words(edition),
        "whole": whole,
        "outlook": outlook(year, request.user) if whole else None,
        "agreement": agreement(edition, request.user) if whole else None,
    }
    return render(request, "competitions/iga/iga.html", context)
