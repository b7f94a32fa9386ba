"""What is taken along of an edition: the letter that goes with its entries, and archives of one entry or of all."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.core.requests import SignedInRequest
from competitions.core.editions import edition_of
from competitions.core.models import Edition, Nomination
from competitions.core.permissions import participants_only
from competitions.entering.pages import archive_in_parts, called_off, progress_page
from competitions.kipp.papers import services
from competitions.kipp.papers.cover import cover_letter
from competitions.kipp.papers.models import EntryArchive
from competitions.kipp.papers.permissions import looks_after_all, may_take_all
from foundation.numbers import number_in
from foundation.papers.official.letter import OfficialLetter, letter_pdf
from foundation.papers.official.letterdocx import letter_docx
from foundation.papers.official.wordfile import word_response
from foundation.papers.rendering import pdf_response

KIPP = Edition.Programme.KIPP


@looks_after_all
def cover_pdf(request: SignedInRequest, year: int) -> HttpResponse:
    """The letter with the list of what was chosen or entered, a draft without number and day."""
    return pdf_response(letter_pdf(_cover(request, year)), f"surat-pengantar-kipp-{year}-KONSEP.pdf")


@looks_after_all
def cover_word(request: SignedInRequest, year: int) -> HttpResponse:
    return word_response(letter_docx(_cover(request, year)), f"surat-pengantar-kipp-{year}-KONSEP.docx")


def _cover(request: SignedInRequest, year: int) -> OfficialLetter:
    return cover_letter(edition_of(KIPP, year), request.user, timezone.localdate())


@participants_only
@require_POST
def archive_order(request: SignedInRequest, year: int) -> HttpResponse:
    """Asks for an archive of the entry whose number is sent along, else of all that the city sends."""
    edition = edition_of(KIPP, year)
    nomination = None
    if said := request.POST.get("nominasi"):
        rows = Nomination.objects.visible_to(request.user).filter(edition=edition)
        nomination = get_object_or_404(rows, pk=number_in(said))
    elif not may_take_all(request.user):
        raise Http404
    return redirect(services.order_entry_archive(edition, nomination, by=request.user))


@participants_only
def archive(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """How far an archive is; the page asks again by itself until it is ready."""
    return progress_page(request, _mine(request, year, pk), "competitions/kipp/papers")


@participants_only
@require_POST
def archive_stop(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    return called_off(request, _mine(request, year, pk))


@participants_only
def archive_file(request: SignedInRequest, year: int, pk: int) -> HttpResponseBase:
    """The ZIP; a download that was cut off goes on where it ended."""
    job = _mine(request, year, pk)
    return archive_in_parts(request, job, f"KIPP-{year}-{job.pk}.zip")


def _mine(request: SignedInRequest, year: int, pk: int) -> EntryArchive:
    rows = EntryArchive.objects.select_related("edition", "nomination__proposal")
    return get_object_or_404(rows, pk=pk, edition__year=year, requested_by=request.user)
