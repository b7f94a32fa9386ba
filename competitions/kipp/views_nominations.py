"""Pages of one nomination: where it stands, its details, and the results of its stages."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from competitions.core.kippresults import KippResult
from competitions.core.models import Nomination
from competitions.core.nominating import NominationRefused
from competitions.core.permissions import participants_only
from competitions.core.stages import KippStage
from competitions.kipp import services
from competitions.kipp.nominationforms import DetailsForm, StageResultForm
from competitions.kipp.nominationpage import nomination_of, nomination_page
from competitions.replication.counting import origins_of
from foundation.once import sent_once

FORM = "competitions/kipp/nomination_form.html"


@participants_only
def nomination(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Where one nomination stands."""
    page = nomination_page(nomination_of(request.user, year, pk), request.user)
    return render(request, "competitions/kipp/nomination.html", {"page": page, "year": year})


@participants_only
def details(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """What the entry tells besides its text."""
    row = nomination_of(request.user, year, pk)
    if not nomination_page(row, request.user).may_edit:
        raise Http404
    # The row as it is stays apart from what is typed, which the form writes into its instance.
    seen, origins = services.newest_event(row), origins_of(row.agency, request.user)
    form = DetailsForm(
        request.POST or None,
        instance=Nomination.objects.select_related("edition").get(pk=row.pk),
        edition=row.edition,
        origins=origins,
        initial={"seen": seen},
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                services.save_details(row, form.values, by=request.user, seen=form.cleaned_data["seen"])
            except NominationRefused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, f"Isian “{row.proposal.title}” tersimpan.")
                return redirect("competitions:nomination", year, pk)
    told = {"title": "Isian entri KIPP", "lead": row.proposal.title, "send": "Simpan isian", "origins": origins}
    return render(request, FORM, {"form": form, "nomination": row, "year": year} | told, status=status)


@coordinators_only
@sent_once()
def result_new(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """The result of the next stage."""
    row = nomination_of(request.user, year, pk)
    stages = nomination_page(row, request.user).stages
    if not stages:
        raise Http404
    return _result(request, year, KippResult(nomination=row), stages, "Catat hasil tahap")


@coordinators_only
@sent_once()
def result_correct(request: SignedInRequest, year: int, pk: int, result: int) -> HttpResponse:
    """A result that was told wrongly gets a row that takes its place."""
    row = nomination_of(request.user, year, pk)
    former = get_object_or_404(row.results.newest(), pk=result)
    told = {name: getattr(former, name) for name in ("stage", "outcome", "award", "score", "decided_on", "document")}
    correction = KippResult(nomination=row, corrects=former, **told)
    return _result(request, year, correction, [KippStage(former.stage)], "Perbaiki hasil tahap")


def _result(
    request: SignedInRequest, year: int, result: KippResult, stages: list[KippStage], title: str
) -> HttpResponse:
    row, rules = result.nomination, result.nomination.edition.kipp.rules
    passing = rules.passing_grade.value if rules else None
    form: Any = StageResultForm(request.POST or None, instance=result, stages=stages, passing=passing)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                done = services.record_result(form.instance, by=request.user)
            except NominationRefused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, f"{done}: tersimpan. Instansi mendapat pemberitahuan.")
                return redirect("competitions:nomination", year, row.pk)
    lead = f"{row.proposal.title}. Hasil yang sudah tercatat tidak ditimpa."
    told = {"title": title, "lead": lead, "send": "Simpan hasil"}
    return render(request, FORM, {"form": form, "nomination": row, "year": year} | told, status=status)
