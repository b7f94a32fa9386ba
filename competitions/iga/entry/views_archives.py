"""Archives to take along: asking for one, watching it being made, and handing it out in parts to a slow line."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies.core.requests import SignedInRequest
from competitions.core.editions import edition_of
from competitions.core.models import Edition
from competitions.entering.pages import archive_in_parts, called_off, progress_page
from competitions.iga.candidates.affairs import covered_affairs
from competitions.iga.core.models import Candidacy
from competitions.iga.entry import services
from competitions.iga.entry.broken import broken_in
from competitions.iga.entry.content import sent_set
from competitions.iga.entry.models import EvidenceArchive
from competitions.iga.entry.permissions import looks
from foundation.numbers import number_in


@looks
@require_POST
def archive_order(request: SignedInRequest, year: int) -> HttpResponse:
    """Asks for an archive of everything, or of the innovation whose number is sent along.

    While something keeps an innovation out it asks first, on the page that lists what; `tetap` is the answer to that.
    """
    edition = edition_of(Edition.Programme.IGA, year)
    rows, wanted = _wanted(request, edition, request.POST)
    if "tetap" not in request.POST and broken_in(edition, rows).blocked:
        asked = {"arsip": "1"} | ({"inovasi": str(wanted.proposal_id)} if wanted else {})
        return redirect(f"{reverse('competitions:entry_check', args=[year])}?{urlencode(asked)}")
    return redirect(services.order_archive(edition, wanted, by=request.user))


@looks
def entry_check(request: SignedInRequest, year: int) -> HttpResponse:
    """What is still broken in all that is sent, or in one innovation (?inovasi=); with ?arsip=1 it asks whether to go
    on all the same."""
    edition = edition_of(Edition.Programme.IGA, year)
    rows, wanted = _wanted(request, edition, request.GET)
    context = {
        "edition": edition,
        "wanted": wanted,
        "broken": broken_in(edition, rows),
        "sent": len(rows),
        "affairs": covered_affairs(year, request.user),
        "asks": "arsip" in request.GET,
    }
    return render(request, "competitions/iga/entry/check.html", context)


def _wanted(request: SignedInRequest, edition: Edition, asked: QueryDict) -> tuple[list[Candidacy], Candidacy | None]:
    """What is meant: all that is sent, or the one innovation that `inovasi` names; Http404 when it isn't sent."""
    rows = sent_set(edition, request.user)
    if not (said := asked.get("inovasi")):
        return rows, None
    number = number_in(said)
    wanted = next((row for row in rows if row.proposal_id == number), None)
    if wanted is None:
        raise Http404
    return [wanted], wanted


@looks
def archive(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """How far an archive is; the page asks again by itself until it is ready."""
    return progress_page(request, _mine(request, year, pk), "competitions/iga/entry")


@looks
@require_POST
def archive_stop(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    return called_off(request, _mine(request, year, pk))


@looks
def archive_file(request: SignedInRequest, year: int, pk: int) -> HttpResponseBase:
    """The ZIP; a download that was cut off goes on where it ended."""
    job = _mine(request, year, pk)
    return archive_in_parts(request, job, f"IGA-{year}-{job.pk}.zip")


def _mine(request: SignedInRequest, year: int, pk: int) -> EvidenceArchive:
    rows = EvidenceArchive.objects.select_related("edition", "candidacy__proposal")
    return get_object_or_404(rows, pk=pk, edition__year=year, requested_by=request.user)
