"""The public catalogue of established innovations and its open data, without contact data and evidence files."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render

from agencies.csvfile import csv_lines, csv_response
from proposals import opendata
from proposals.filters import CatalogueFilter
from proposals.models import Proposal
from proposals.querysets import ProposalQuerySet
from proposals.readiness import steps_of

PER_PAGE = 24


def _picked(request: HttpRequest) -> CatalogueFilter:
    rows: ProposalQuerySet = Proposal.objects.published().select_related("agency", "affair", "period")
    return CatalogueFilter(request.GET, rows)


@login_not_required
def catalogue(request: HttpRequest) -> HttpResponse:
    picked = _picked(request)
    page = Paginator(picked.qs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "proposals/catalogue.html", {"filter": picked, "page_obj": page})


@login_not_required
def innovation(request: HttpRequest, pk: int) -> HttpResponse:
    found = Proposal.objects.published().select_related("agency__district", "affair", "period__guide")
    proposal = get_object_or_404(found, pk=pk)
    context = {
        "proposal": proposal,
        "profile": opendata.public_rows(proposal),
        "steps": steps_of(proposal),
        "address": f"{settings.SITE_URL}{request.path}",
    }
    return render(request, "proposals/innovation.html", context)


@login_not_required
def data_json(request: HttpRequest) -> JsonResponse:
    """The innovations the catalogue shows with the same address, for programs."""
    answer = opendata.document(_picked(request).qs)
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False}, headers={"Access-Control-Allow-Origin": "*"})


@login_not_required
def data_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same as a table with commas, as open data portals expect."""
    rows = (record.values() for record in opendata.records(_picked(request).qs))
    lines = csv_lines(opendata.HEADINGS, (list(row) for row in rows), delimiter=",", mark=False)
    return csv_response(lines, "inovasi-daerah.csv")
