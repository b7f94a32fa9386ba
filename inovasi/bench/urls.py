"""The portal's addresses plus the bare page that everything is measured against."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path

from inovasi.urls import urlpatterns as portal
from proposals.core.models import Proposal


@login_not_required
def bare(request: HttpRequest) -> HttpResponse:
    """One query, one table of 25 rows, no session, no layout."""
    rows = Proposal.objects.order_by("pk").values("number", "title", "status", "submitted_at")[:25]
    return HttpResponse(render_to_string("bench/bare.html", {"rows": rows}))


urlpatterns = [path("bare/", bare), *portal]
