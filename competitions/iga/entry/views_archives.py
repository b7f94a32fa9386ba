"""Archives to take along: asking for one, watching it being made, and handing it out in parts to a slow line."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies.core.requests import SignedInRequest
from competitions.core.editions import edition_of
from competitions.core.models import Edition
from competitions.iga.core.models import Candidacy
from competitions.iga.entry import services
from competitions.iga.entry.content import sent_set
from competitions.iga.entry.models import EvidenceArchive
from competitions.iga.entry.permissions import looks, may_open
from foundation.files.parts import file_in_parts
from foundation.numbers import number_in


@looks
@require_POST
def archive_order(request: SignedInRequest, year: int) -> HttpResponse:
    """Asks for an archive of everything, or of the innovation whose number is sent along."""
    edition = edition_of(Edition.Programme.IGA, year)
    wanted: Candidacy | None = None
    if asked := request.POST.get("inovasi"):
        number = number_in(asked)
        wanted = next((row for row in sent_set(edition, request.user) if row.proposal_id == number), None)
        if wanted is None:
            raise Http404
    return redirect(services.order_archive(edition, wanted, by=request.user))


@looks
def archive(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """How far an archive is; the page asks again by itself until it is ready."""
    job = _mine(request, year, pk)
    part = "HX-Request" in request.headers
    template = "competitions/iga/entry/_archive.html" if part else "competitions/iga/entry/archive.html"
    return render(request, template, {"job": job, "edition": job.edition})


@looks
@require_POST
def archive_stop(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    job = _mine(request, year, pk)
    if services.call_off(job):
        messages.success(request, "Penyusunan arsip dibatalkan.")
    else:
        messages.info(request, "Arsip ini sudah selesai, jadi tidak dapat dibatalkan lagi.")
    return redirect(job)


@looks
def archive_file(request: SignedInRequest, year: int, pk: int) -> HttpResponseBase:
    """The ZIP; a download that was cut off goes on where it ended."""
    job = _mine(request, year, pk)
    if not job.file or not may_open(request.user, job):
        raise Http404
    try:
        return file_in_parts(request, job.file, f"IGA-{year}-{job.pk}.zip", "application/zip")
    except FileNotFoundError as problem:
        # The rows were restored without the files.
        raise Http404 from problem


def _mine(request: SignedInRequest, year: int, pk: int) -> EvidenceArchive:
    rows = EvidenceArchive.objects.select_related("edition", "candidacy__proposal")
    return get_object_or_404(rows, pk=pk, edition__year=year, requested_by=request.user)
