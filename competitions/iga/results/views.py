"""Pages of results: the years of the city with their sources, the ministry beside us, and writing one result."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from agencies.core.permissions import coordinators_only, leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from competitions.core.editions import edition_of
from competitions.core.models import Edition
from competitions.core.national import NationalResult
from competitions.iga.results import services
from competitions.iga.results.comparing import compared_indicators, compared_innovations
from competitions.iga.results.forms import SUBJECTS, LevelsForm, ResultCorrectionForm, ResultForm, WithdrawalForm
from competitions.iga.results.listing import judged_page, judged_rows, result_lines
from competitions.iga.results.services import ResultRefused
from foundation.once import sent_once

IGA = Edition.Programme.IGA
FOLDER = "competitions/iga/results"


@leaders_and_coordinators
def results(request: SignedInRequest, year: int) -> HttpResponse:
    """All years that are known, and this edition's innovations with a result of the ministry."""
    edition = edition_of(IGA, year)
    lines = result_lines(SUBJECTS)
    context = {
        "edition": edition,
        "own": [line for line in lines if line.newest.subject == NationalResult.Subject.CITY],
        "others": [line for line in lines if line.newest.subject != NationalResult.Subject.CITY],
        "innovations": compared_innovations(edition, request.user),
        "indicators": compared_indicators(edition, request.user),
    }
    return render(request, f"{FOLDER}/results.html", context)


@coordinators_only
@sent_once()
def result_new(request: SignedInRequest, year: int) -> HttpResponse:
    """Enters a result; what is not known stays without a row."""
    edition = edition_of(IGA, year)
    form = ResultForm(request.POST or None, instance=NationalResult(programme="iga"), initial={"year": year})
    if request.method == "POST" and form.is_valid():
        services.record(form.instance, by=request.user)
        messages.success(request, "Hasil tercatat.")
        return redirect("competitions:iga_results", year)
    context = {"edition": edition, "form": form, "title": "Catat hasil", "send": "Simpan"}
    context["lead"] = "Hanya yang benar-benar disebut sumbernya; yang tidak diketahui dibiarkan kosong."
    return render(request, f"{FOLDER}/result_form.html", context)


@coordinators_only
@sent_once()
def result_correct(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Another version takes the place of a result."""
    row = _row(pk)
    form = ResultCorrectionForm(request.POST or None, instance=row)
    lead = f"{row}. Yang tercatat sebelumnya tetap terbaca sebagai riwayat."
    return _answer(
        request, year, form, f"Perbaiki {row}", lead, "Simpan perbaikan",
        lambda: services.correct(
            row, {name: form.cleaned_data[name] for name in services.VALUES},
            reason=form.cleaned_data["reason"], by=request.user,
        ),
    )  # fmt: skip


@coordinators_only
@sent_once()
def result_withdraw(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """A result is taken back; its history stays."""
    row = _row(pk)
    form = WithdrawalForm(request.POST or None)
    lead = f"{row}. Hasilnya tidak dipakai lagi di mana pun; riwayatnya tetap terbaca."
    return _answer(
        request, year, form, f"Tarik {row}", lead, "Tarik hasil",
        lambda: services.withdraw(row, reason=form.cleaned_data["reason"], by=request.user),
    )  # fmt: skip


def _row(pk: int) -> NationalResult:
    """A result of the city, another city or the nation; else 404."""
    return get_object_or_404(NationalResult, pk=pk, programme="iga", subject__in=SUBJECTS)


def _answer(
    request: SignedInRequest, year: int, form: Any, title: str, lead: str, send: str, write: Any
) -> HttpResponse:
    edition, status = edition_of(IGA, year), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                write()
            except ResultRefused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, f"{title}: tersimpan.")
                return redirect("competitions:iga_results", year)
    context = {"edition": edition, "form": form, "title": title, "lead": lead, "send": send}
    return render(request, f"{FOLDER}/result_form.html", context, status=status)


@leaders_and_coordinators
def judged(request: SignedInRequest, year: int) -> HttpResponse:
    """The innovations that were sent, with how many of the ministry's levels are known of each."""
    edition = edition_of(IGA, year)
    page = judged_page(edition, request.user, request.GET.get("page"))
    context = {"edition": edition, "page_obj": page, "whole": edition.indicators.count()}
    return render(request, f"{FOLDER}/judged.html", context)


@coordinators_only
def result_levels(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """The ministry's levels of one innovation, in its order, with one save."""
    edition = edition_of(IGA, year)
    candidacy = get_object_or_404(judged_rows(edition, request.user), proposal=pk)
    indicators = list(edition.indicators.all())
    told = services.told_levels(edition, pk)
    form = LevelsForm(request.POST or None, indicators=indicators, told=told, seen=services.mark_of(told))
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                changed = services.save_levels(
                    candidacy, form.levels, form.said, by=request.user, seen=form.cleaned_data["seen"]
                )
            except ResultRefused as refusal:
                form.add_error(None, str(refusal))
                form.against(services.mark_of(services.told_levels(edition, pk)))
                status = 409
            else:
                _told(request, candidacy, form.levels, {row.number: row.weight for row in indicators}, changed)
                return redirect("competitions:iga_judged", year)
    context = {"edition": edition, "candidacy": candidacy, "form": form, "told": told}
    return render(request, f"{FOLDER}/levels.html", context, status=status)


def _told(request: SignedInRequest, candidacy: Any, levels: dict[int, int | None], weights: Any, changed: int) -> None:
    """What was stored, and whether all levels together give what the ministry found of the whole."""
    title = candidacy.proposal.title
    messages.success(request, f"{changed} parameter “{title}” tercatat." if changed else "Tidak ada yang berubah.")
    known = [weights[number] * level for number, level in levels.items() if level is not None]
    whole = candidacy.ministry_points
    if whole is not None and len(known) == len(levels) and sum(known) != whole:
        messages.warning(
            request,
            f"Bobot kali parameter menghasilkan {sum(known)}, sedangkan kematangan menurut kementerian {whole}. "
            "Periksa salah satunya.",
        )
