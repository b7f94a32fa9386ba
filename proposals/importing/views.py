"""Importing proposals from a spreadsheet: template, upload, progress, errors per cell, preview, and the yes."""

from typing import Any, NoReturn

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from agencies.core.requests import SignedInRequest
from foundation.numbers import year_in
from foundation.once import sent_once
from foundation.sheets.keeping import returned_name
from foundation.sheets.xlsx import xlsx_response
from proposals.core.period.models import Period
from proposals.core.permissions import importers_only
from proposals.core.workflow import WorkflowError
from proposals.importing import tasks
from proposals.importing.columns import AGENCY, choices
from proposals.importing.forms import ProposalImportForm
from proposals.importing.mending import wrong_rows
from proposals.importing.models import ImportBatch, ImportRow
from proposals.importing.templating import proposals_template

ROWS_SHOWN = 50
ROWS_MENDED = 20
BATCHES_SHOWN = 5


def _period(request: SignedInRequest) -> Period:
    """The period to import into: the year that was chosen, else the current one.

    Coordinators may choose any, others one that is open to their agency, such as a side round.
    """
    year, person = year_in(request.GET.get("tahun", "")), request.user
    periods = Period.objects.select_related("guide")
    if year is not None:
        chosen = periods.filter(year=year).first()
        if person.is_coordinator or (chosen and person.agency and chosen.is_open_for(person.agency)):
            return chosen or _none()
    return periods.current() or _none()


def _none() -> NoReturn:
    raise Http404("Belum ada periode usulan untuk tahun ini.")


@importers_only
def template(request: SignedInRequest) -> HttpResponse:
    """The spreadsheet to fill in, with the columns this person may fill."""
    period = _period(request)
    content = proposals_template(period, with_agency=request.user.is_coordinator)
    return xlsx_response(content, f"templat-usulan-{period.year}.xlsx")


@importers_only
@sent_once(makes=ImportBatch)
def start(request: SignedInRequest) -> HttpResponse:
    """Takes the file; the queue checks it while the batch's page shows how far it is."""
    period = _period(request)
    form = ProposalImportForm(request.POST, request.FILES) if request.method == "POST" else ProposalImportForm()
    if form.is_valid():
        try:
            batch = tasks.begin(form.cleaned_data["file"], period, by=request.user)
        except WorkflowError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(batch)
    context = {
        "period": period,
        "form": form,
        "periods": _choices(request, period),
        "batches": request.user.import_batches.all()[:BATCHES_SHOWN],
    }
    return render(request, "proposals/importing/import.html", context, status=400 if form.errors else 200)


def _choices(request: SignedInRequest, period: Period) -> list[Period]:
    """The periods to choose from where there is a choice."""
    if request.user.is_coordinator:
        return list(Period.objects.all())
    others = list(Period.objects.open_at(timezone.now()).exclude(pk=period.pk))
    return [period, *others] if others else []


@importers_only
def batch_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far a batch is; then what has to be repaired, or what will be imported, or that it is done.

    Sent here, what was typed for the wrong cells is kept and the check runs once more.
    """
    batch = get_object_or_404(ImportBatch.objects.select_related("period__guide"), pk=pk, by=request.user)
    if request.method == "POST":
        return _mended(request, batch)
    watching = "HX-Request" in request.headers
    if batch.is_over:
        return HttpResponseClientRefresh() if watching else _ended(request, batch)
    note = "Anda boleh meninggalkannya; pekerjaan ini tetap berjalan."
    context = {"job": batch, "batch": batch, "url": batch.get_absolute_url(), "note": note, "unit": "baris"}
    return render(request, "components/_job.html" if watching else "proposals/importing/import_progress.html", context)


def _mended(request: SignedInRequest, batch: ImportBatch) -> HttpResponse:
    try:
        tasks.mend(batch, request.POST.dict())
    except WorkflowError as refusal:
        messages.error(request, str(refusal))
    return redirect(batch)


def _ended(request: SignedInRequest, batch: ImportBatch) -> HttpResponse:
    context: dict[str, Any] = {"batch": batch, "period": batch.period, "with_agency": request.user.is_coordinator}
    if batch.is_imported:
        return render(request, "proposals/importing/import_done.html", context)
    rows = batch.rows.select_related("agency")
    if batch.is_ready:
        context["page_obj"] = _page(request, rows.filter(there=False), ROWS_SHOWN)
        return render(request, "proposals/importing/import_confirm.html", context)
    guide, with_agency = batch.period.guide, request.user.is_coordinator
    page = _page(request, rows.exclude(errors=[]), ROWS_MENDED)
    context |= {
        "page_obj": page,
        "wrong_rows": wrong_rows(page, guide, with_agency=with_agency),
        "agencies": choices(guide, {AGENCY: ""})[AGENCY] if with_agency else [],
        "form": ProposalImportForm(refused=batch.refusal),
    }
    return render(request, "proposals/importing/import_repair.html", context)


def _page(request: SignedInRequest, rows: QuerySet[ImportRow], size: int) -> Page[ImportRow]:
    return Paginator(rows, size).get_page(request.GET.get("page"))


@importers_only
def marked(request: SignedInRequest, pk: int) -> HttpResponse:
    """The person's file with the wrong cells coloured and explained."""
    batch = get_object_or_404(ImportBatch, pk=pk, by=request.user)
    if not (batch.is_checked and batch.wrong and batch.marked):
        raise Http404("Berkas ini tidak memuat sel yang perlu diperbaiki.")
    with batch.marked.open("rb") as file:
        return xlsx_response(file.read(), returned_name(batch.file_name))


@require_POST
@importers_only
def run(request: SignedInRequest, pk: int) -> HttpResponse:
    """The yes: every row becomes a draft, or none; or, when the person says so, those that are in order."""
    batch = get_object_or_404(ImportBatch, pk=pk, by=request.user)
    try:
        tasks.say_yes(batch, partly="partly" in request.POST)
    except WorkflowError as refusal:
        messages.error(request, str(refusal))
    return redirect(batch)
