"""The list of proposals behind one line of what waits for a coordinator."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from dashboard.work.chores import CHORES

PER_PAGE = 25


@coordinators_only
def chore(request: SignedInRequest, key: str) -> HttpResponse:
    found = next((each for each in CHORES if each.key == key), None)
    if found is None:
        raise Http404
    page = Paginator(found.rows(request.user), PER_PAGE).get_page(request.GET.get("page"))
    told = found.told(list(page))
    context = {
        "chore": found,
        "page_obj": page,
        "rows": [(row, told.get(row.pk, ""), reverse(found.page, args=[row.pk])) for row in page],
    }
    return render(request, "dashboard/work/chore.html", context)
