"""The public catalogue of established innovations, without contact data and evidence files."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from proposals.filters import CatalogueFilter
from proposals.models import Proposal
from proposals.readiness import steps_of

PER_PAGE = 24


@login_not_required
def catalogue(request: HttpRequest) -> HttpResponse:
    rows = Proposal.objects.published().select_related("agency", "affair", "period")
    picked = CatalogueFilter(request.GET, rows)
    page = Paginator(picked.qs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "proposals/catalogue.html", {"filter": picked, "page_obj": page})


@login_not_required
def innovation(request: HttpRequest, pk: int) -> HttpResponse:
    found = Proposal.objects.published().select_related("agency__district", "affair", "period__guide")
    proposal = get_object_or_404(found, pk=pk)
    context = {"proposal": proposal, "guide": proposal.period.guide, "steps": steps_of(proposal)}
    return render(request, "proposals/innovation.html", context)
