"""The page "Rak bukti" of an innovation and its files, which open for those who know the innovation."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST

from agencies.core.requests import SignedInRequest
from competitions.core.editions import edition_of
from competitions.core.models import Edition
from competitions.core.permissions import participants_only
from competitions.core.querysets import known_to
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.shelf import services
from competitions.iga.shelf.forms import DescribeForm, NewEvidenceForm, kinds_in
from competitions.iga.shelf.listing import copyable, shelf_of
from competitions.iga.shelf.opening import closed_because
from competitions.iga.shelf.permissions import may_open
from competitions.iga.shelf.refusals import ShelfRefused
from foundation.files.parts import file_in_parts
from foundation.files.storage import NOT_STORED, is_full
from foundation.numbers import number_in
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role
from proposals.evidence import previews


def opened(request: SignedInRequest, year: int, pk: int) -> tuple[Edition, SentProposal, set[Role]]:
    """Edition, innovation and this reader's roles on it; Http404 for an innovation they do not know."""
    edition = edition_of(Edition.Programme.IGA, year)
    proposal = get_object_or_404(known_to(request.user).select_related("agency"), pk=pk)
    return edition, proposal, SentProposal.objects.roles_of(request.user, proposal)


@participants_only
def shelf(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Lists the shelf; POST adds a file or a link."""
    edition, proposal, roles = opened(request, year, pk)
    closed = closed_because(edition, proposal.status, roles)
    rules = [one.guide for one in edition.indicators.all()]
    form = NewEvidenceForm(request.POST or None, request.FILES or None, edition=edition, rules=rules)
    in_parts = request.headers.get("Accept") == "application/json"
    if request.method == "POST" and form.is_valid() and (added := add(request, edition, proposal, form)):
        messages.success(request, f"“{added}” ada di rak bukti.")
        return JsonResponse({"saved": True}) if in_parts else redirect("competitions:shelf", year, pk)
    if request.method == "POST" and in_parts:
        said = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"refused": said}, status=400)
    context: dict[str, Any] = {
        "edition": edition,
        "proposal": proposal,
        "rows": shelf_of(edition, proposal, request.user),
        "closed": closed,
        "is_own": Role.PROPOSER in roles,
        "form": None if closed and not form.is_bound else form,
    }
    if not closed:
        context |= {"copyable": copyable(proposal, roles), "kinds": kinds_in(edition)}
    return render(request, "competitions/iga/shelf/shelf.html", context, status=400 if form.errors else 200)


def add(
    request: SignedInRequest, edition: Edition, proposal: SentProposal, form: NewEvidenceForm
) -> EvidenceItem | None:
    """Stores what a valid form holds; where that is refused, the form says why and nothing is returned."""
    try:
        if form.verdict:
            return services.add_file(edition, proposal.pk, form.verdict, form.facts, by=request.user)
        return services.add_link(edition, proposal.pk, form.cleaned_data["url"], form.facts, by=request.user)
    except ShelfRefused as refusal:
        form.add_error(None, str(refusal))
    except OSError as problem:
        if not is_full(problem):
            raise
        form.add_error(None, NOT_STORED)
    return None


@participants_only
def edit(request: SignedInRequest, year: int, pk: int, item: int) -> HttpResponse:
    """What is said of one piece."""
    edition, proposal, roles = opened(request, year, pk)
    piece = get_object_or_404(EvidenceItem.objects, pk=item, proposal=pk)
    if Role.PROPOSER not in roles:
        raise Http404
    closed = closed_because(edition, proposal.status, roles)
    if closed and request.method != "POST":
        messages.error(request, closed)
        return redirect("competitions:shelf", year, pk)
    form = DescribeForm(request.POST or None, edition=edition, item=piece)
    if request.method == "POST" and form.is_valid():
        seen = number_in(request.POST.get("versi", "")) or 0
        try:
            services.describe(edition, piece, form.facts, by=request.user, seen=seen)
        except ShelfRefused as refusal:
            form.add_error(None, str(refusal))
            piece.refresh_from_db()
        else:
            messages.success(request, f"Keterangan “{piece}” tersimpan.")
            return redirect(request.GET.get("ke", "") if _is_ours(request) else _shelf_at(year, pk, item))
    context = {"edition": edition, "proposal": proposal, "item": piece, "form": form}
    return render(request, "competitions/iga/shelf/edit.html", context, status=400 if form.errors else 200)


def _is_ours(request: SignedInRequest) -> bool:
    """Whether `?ke=` leads back to a claim page of the portal."""
    return request.GET.get("ke", "").startswith("/kompetisi/iga/")


def _shelf_at(year: int, pk: int, item: int) -> str:
    return f"{reverse('competitions:shelf', args=[year, pk])}#bukti-{item}"


@participants_only
@require_POST
def take_off(request: SignedInRequest, year: int, pk: int, item: int) -> HttpResponse:
    edition, _, _ = opened(request, year, pk)
    piece = get_object_or_404(EvidenceItem.with_removed, pk=item, proposal=pk)
    try:
        services.take_off(edition, piece, by=request.user)
    except ShelfRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"“{piece}” dikeluarkan dari rak; dapat dikembalikan di bawah.")
    return redirect("competitions:shelf", year, pk)


@participants_only
@require_POST
def bring_back(request: SignedInRequest, year: int, pk: int, item: int) -> HttpResponse:
    edition, _, _ = opened(request, year, pk)
    piece = get_object_or_404(EvidenceItem.with_removed, pk=item, proposal=pk)
    try:
        services.bring_back(edition, piece, by=request.user)
    except ShelfRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"“{piece}” kembali di rak bukti.")
    return redirect(_shelf_at(year, pk, item))


@participants_only
@require_POST
def copy(request: SignedInRequest, year: int, pk: int, file: int) -> HttpResponse:
    """Puts one of the proposal's files on the shelf, of the kind that was chosen."""
    edition, proposal, roles = opened(request, year, pk)
    attachment = next((found for found in copyable(proposal, roles) if found.pk == file), None)
    kind = request.POST.get("jenis", "")
    if attachment is None or kind not in dict(kinds_in(edition)):
        messages.error(request, "Pilih lampiran dan jenis dokumennya, lalu tekan Ambil lagi.")
        return redirect("competitions:shelf", year, pk)
    facts = {"kind": kind, "title": attachment.name.rsplit(".", 1)[0]}
    try:
        item = services.copy_file(edition, attachment, facts, by=request.user)
    except ShelfRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("competitions:shelf", year, pk)
    except OSError as problem:
        if not is_full(problem):
            raise
        messages.error(request, NOT_STORED)
        return redirect("competitions:shelf", year, pk)
    messages.success(request, f"Salinan “{item}” ada di rak bukti.")
    return redirect(_shelf_at(year, pk, item.pk))


@participants_only
def download(request: SignedInRequest, year: int, pk: int, item: int) -> HttpResponseBase:
    """Gives out a piece, whole or in parts, to those who know its innovation; one not judged clean to its agency."""
    _, _, roles = opened(request, year, pk)
    piece = get_object_or_404(EvidenceItem.with_removed, pk=item, proposal=pk)
    if not may_open(piece, roles):
        raise Http404
    response = file_in_parts(request, piece.file, piece.name, piece.content_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@participants_only
def preview(request: SignedInRequest, year: int, pk: int, item: int) -> HttpResponse:
    """A picture of a photo or a page of a PDF (?halaman=2), small or large (?besar=1), for who may open the piece."""
    _, _, roles = opened(request, year, pk)
    piece = get_object_or_404(EvidenceItem.with_removed, pk=item, proposal=pk)
    page = number_in(request.GET.get("halaman", "1"))
    if not piece.has_page(page) or not may_open(piece, roles):
        raise Http404
    side = previews.LARGE if page > 1 or "besar" in request.GET else previews.SIDE
    picture = previews.preview_of(piece, side, page)
    if not picture:
        return redirect(static("img/tanpa-pratinjau.svg"))
    response = HttpResponse(picture, content_type="image/jpeg")
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = f'"{piece.sha256}-{side}-{page}"'
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
