"""What the pages of archives answer, whatever their kind: how far one is, that it was called off, and the file."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from agencies.core.requests import SignedInRequest
from competitions.entering.takingalong import TakenAlong
from foundation.files.parts import file_in_parts


def progress_page(request: SignedInRequest, job: TakenAlong, folder: str) -> HttpResponse:
    """How far an archive is, by the templates in `folder`; the page asks again by itself until it is ready."""
    part = "HX-Request" in request.headers
    context: dict[str, Any] = {"job": job, "edition": job.edition}
    return render(request, f"{folder}/{'_archive' if part else 'archive'}.html", context)


def called_off(request: SignedInRequest, job: TakenAlong) -> HttpResponse:
    """Calls an archive off, and leads to its page, which says so."""
    if job.call_off():
        messages.success(request, "Penyusunan arsip dibatalkan.")
    else:
        messages.info(request, "Arsip ini sudah selesai, jadi tidak dapat dibatalkan lagi.")
    return redirect(job)


def archive_in_parts(request: SignedInRequest, job: TakenAlong, name: str) -> HttpResponseBase:
    """The ZIP under this name; a download that was cut off goes on where it ended. Http404 where it may not open."""
    if not job.file or not job.opens_for(request.user):
        raise Http404
    try:
        return file_in_parts(request, job.file, name, "application/zip")
    except FileNotFoundError as problem:
        # The rows were restored without the files.
        raise Http404 from problem
