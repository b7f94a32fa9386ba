"""Pages of what lifts the index: over the city, and of one innovation."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from agencies.core.requests import SignedInRequest
from competitions.core.editions import edition_of
from competitions.core.models import Edition
from competitions.core.permissions import participants_only, sees_every_agency
from competitions.iga.candidates.pool import candidates_of, with_candidacy
from competitions.iga.core.states import IN_SET
from competitions.iga.gaps.lists import bundle_name, city_gaps, gaps_of
from competitions.iga.gaps.reckoning import bundles_of

IGA = Edition.Programme.IGA
PER_PAGE = 25


@participants_only
def gaps(request: SignedInRequest, year: int) -> HttpResponse:
    """The weakest indicators, and the innovations with the most room."""
    edition = edition_of(IGA, year)
    known: Any = with_candidacy(candidates_of(edition, request.user), edition, "state", "counted_points")
    rows = known.select_related("agency").order_by("candidacy_counted_points", "agency__sort_key", "number", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    highest = edition.iga.scoring.maturity_maximum if edition.iga.scoring else 0
    for row in page:
        row.room = highest - row.candidacy_counted_points
        row.is_sent = row.candidacy_state in IN_SET
    context = {
        "edition": edition,
        "indicators": city_gaps(edition, request.user),
        "page_obj": page,
        "highest": highest,
        "whole": sees_every_agency(request.user),
    }
    return render(request, "competitions/iga/gaps.html", context)


@participants_only
def gaps_of_one(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """What lifts one innovation, by the document that brings it."""
    edition = edition_of(IGA, year)
    known = with_candidacy(candidates_of(edition, request.user), edition, "state").select_related("agency")
    row: Any = get_object_or_404(known, pk=pk)
    found = bundles_of(gaps_of(edition, row.pk, in_set=row.candidacy_state in IN_SET))
    context = {
        "edition": edition,
        "row": row,
        "bundles": [(bundle_name(bundle.key, bundle.rows), bundle) for bundle in found],
        "room": sum(bundle.gain for bundle in found),
        "is_sent": row.candidacy_state in IN_SET,
    }
    return render(request, "competitions/iga/gaps_of_one.html", context)
