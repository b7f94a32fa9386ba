"""Pages of sharing out places: both variants, words on one entry, and one that was kept, with its paper."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies.core.permissions import coordinators_only, leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from competitions.core.editions import edition_of
from competitions.core.models import Edition, Nomination
from competitions.core.nominating import NominationRefused
from competitions.kipp.slots import services
from competitions.kipp.slots.allocating import SlotVariant
from competitions.kipp.slots.forms import SlotPlaceForm, SlotScoreForm, VariantForm
from competitions.kipp.slots.guards import SIGNERS
from competitions.kipp.slots.inputs import unknown_among
from competitions.kipp.slots.models import SlotRun, SlotWord
from competitions.kipp.slots.page import run_page, slot_page
from competitions.kipp.slots.paper import annex_pdf
from foundation.papers.rendering import pdf_response

KIPP = Edition.Programme.KIPP


@leaders_and_coordinators
def sharing(request: SignedInRequest, year: int) -> HttpResponse:
    """GET shows both variants side by side; POST keeps one of them as it is now."""
    edition, status = edition_of(KIPP, year), 200
    form = VariantForm(request.POST or None, initial={"variant": SlotVariant.BY_SCORE})
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                run = services.keep(edition, form.cleaned_data["variant"], by=request.user)
            except NominationRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, "Pembagian tersimpan. Sekarang perlu disetujui dua koordinator.")
                return redirect(run)
    context = {"page": slot_page(edition, request.user), "form": form, "year": year}
    return render(request, "competitions/kipp/slots/slots.html", context, status=status)


@coordinators_only
def slot_place(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Where an entry is put, whatever its score, and why."""
    row = _known(request, year, pk)
    placed = SlotWord.objects.standing([pk]).get(pk)
    kind = placed.placed.kind if placed and placed.placed else SlotWord.Kind.FREE
    form = SlotPlaceForm(request.POST or None, initial={"kind": kind})

    def store() -> None:
        services.place(row, form.cleaned_data["kind"], form.cleaned_data["reason"], by=request.user)

    return _word(request, year, row, form, store, "Penetapan", "Simpan penetapan")


@coordinators_only
def slot_score(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """A score by hand for an entry that has no released one."""
    row = _known(request, year, pk)
    form = SlotScoreForm(request.POST or None)

    def store() -> None:
        services.type_score(row, form.cleaned_data["score"], form.cleaned_data["reason"], by=request.user)

    return _word(request, year, row, form, store, "Isi nilai", "Simpan nilai")


def _word(
    request: SignedInRequest, year: int, row: Nomination, form: Any, store: Callable[[], None], title: str, send: str
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                store()
            except NominationRefused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, f"{title} untuk “{row.proposal.title}” tersimpan.")
                return redirect("competitions:slots", year)
    context = {"form": form, "nomination": row, "year": year, "title": title, "send": send}
    context["history"] = row.slot_words.select_related("by")
    return render(request, "competitions/kipp/slots/word.html", context, status=status)


@leaders_and_coordinators
def slot_run(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """One sharing out as it was kept, who signed it, and whether it was carried out."""
    page = run_page(_run(year, pk), request.user)
    return render(request, "competitions/kipp/slots/run.html", {"page": page, "year": year})


@coordinators_only
@require_POST
def slot_sign(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """A coordinator agrees to it."""
    run = _whole(request, _run(year, pk))
    try:
        signed = services.sign(run, by=request.user)
    except NominationRefused as refusal:
        messages.error(request, str(refusal))
    else:
        wanting = "" if signed >= SIGNERS else " Koordinator lain diberi tahu untuk memberi persetujuan kedua."
        messages.success(request, f"Persetujuan Anda tersimpan.{wanting}")
    return redirect(run)


@coordinators_only
@require_POST
def slot_apply(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Carries it out: everybody who got a place is chosen, or nobody."""
    run = _whole(request, _run(year, pk))
    try:
        moved = services.apply(run, by=request.user)
    except NominationRefused as refusal:
        messages.error(request, str(refusal))
    else:
        told = f"{moved} entri terpilih untuk dikirim." if moved else "Pembagian ini sudah diterapkan."
        messages.success(request, told)
    return redirect(run)


@leaders_and_coordinators
def slot_annex(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """The annex to the minutes; it names every entry, so it is only for who may know of all."""
    page = run_page(_whole(request, _run(year, pk)), request.user)
    return pdf_response(annex_pdf(page), f"lampiran-jatah-kipp-{year}-{pk}.pdf")


def _run(year: int, pk: int) -> SlotRun:
    rows = SlotRun.objects.select_related("edition", "by", "application__by")
    return get_object_or_404(rows, pk=pk, edition__programme=KIPP, edition__year=year)


def _whole(request: SignedInRequest, run: SlotRun) -> SlotRun:
    """The run for who may know of all its entries; to others what it names does not exist (404)."""
    if unknown_among({row["key"] for row in run.rows}, request.user):
        raise Http404
    return run


def _known(request: SignedInRequest, year: int, pk: int) -> Nomination:
    known = Nomination.objects.visible_to(request.user).select_related("proposal", "edition", "agency")
    return get_object_or_404(known, pk=pk, edition__programme=KIPP, edition__year=year)
