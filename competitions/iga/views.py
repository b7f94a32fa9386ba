"""The cockpit of an IGA edition: the city's outlook, the submission set, the affairs, and the candidates."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from agencies.core.models import User
from agencies.core.requests import SignedInRequest
from competitions.core.editions import asked_edition, edition_of
from competitions.core.models import Edition
from competitions.core.permissions import participants_only, sees_every_agency
from competitions.iga.candidates.cockpit import Cockpit, cockpit_of, with_words
from competitions.iga.candidates.filters import CandidateFilter
from competitions.iga.candidates.readiness import least_words
from competitions.iga.desk.second import agreement
from competitions.iga.simulator.inputs import standing, sums_among
from competitions.iga.simulator.outlook import IndexOutlook, outlook_of
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
    paginator = Paginator(chosen.qs, PER_PAGE)
    if not chosen.form.changed_data:
        # Counted already, with the sums.
        paginator.count = cockpit.candidates
    page = paginator.get_page(request.GET.get("page"))
    whole = sees_every_agency(request.user)
    context = {
        "edition": edition,
        "cockpit": cockpit,
        "filter": chosen,
        "page_obj": page,
        "rows": with_words(page),
        "query": query_without_page(request),
        "reset": reverse("competitions:iga", args=[year]),
        "highest": edition.iga.scoring and edition.iga.scoring.maturity_maximum,
        "least_words": least_words(edition),
        "whole": whole,
        "outlook": _outlook(edition, cockpit, request.user) if whole else None,
        "agreement": agreement(edition, request.user) if whole else None,
    }
    return render(request, "competitions/iga/iga.html", context)


def _outlook(edition: Edition, cockpit: Cockpit, reader: User) -> IndexOutlook | None:
    """The outlook from what the cockpit has counted; None where the edition doesn't say how it scores."""
    found = standing(edition, reader, sums_among(cockpit.sums, [one.pk for one in cockpit.affairs.affairs]))
    return outlook_of(found, reader) if found else None
