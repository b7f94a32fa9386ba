"""Importing proposals from a spreadsheet: template, preview with errors per cell, and storing all or nothing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies.requests import SignedInRequest
from agencies.sheets import Column, workbook, xlsx_response
from proposals import services_import
from proposals.filerules import FileRefused
from proposals.importing import CellError, Reading, columns, read, table
from proposals.models import ImportBatch, Period
from proposals.services_writing import check_open
from proposals.workflow import WorkflowError

SHOWN_ERRORS = 200


def _period(request: SignedInRequest) -> Period:
    """The period to import into: the current one, or for coordinators the year they chose."""
    if not request.user.agency_id and not request.user.is_coordinator:
        raise Http404
    year = request.GET.get("tahun", "")
    if request.user.is_coordinator and year.isdecimal():
        return get_object_or_404(Period.objects.select_related("guide"), year=year)
    period = Period.objects.select_related("guide").current()
    if period is None:
        raise Http404
    return period


def template(request: SignedInRequest) -> HttpResponse:
    """An empty spreadsheet with the columns this person may fill."""
    period = _period(request)
    titles = columns(period.guide, with_agency=request.user.is_coordinator)
    heads = [Column(title, 40 if key.startswith("teks-") else 24) for key, title in titles.items()]
    return xlsx_response(workbook("Usulan", heads, []), f"templat-usulan-{period.year}.xlsx")


def start(request: SignedInRequest) -> HttpResponse:
    """GET asks for the file; POST shows what it holds, or everything that is wrong with it, cell by cell."""
    period = _period(request)
    context: dict[str, Any] = {"period": period}
    if request.user.is_coordinator:
        context["periods"] = Period.objects.all()
    if request.method != "POST":
        return render(request, "proposals/import.html", context)
    upload = request.FILES.get("file")
    try:
        if request.user.agency and not request.user.is_coordinator:
            check_open(period, request.user.agency)
        if upload is None:
            raise FileRefused("Pilih berkas XLSX atau CSV, lalu periksa lagi.")
        reading = _judged(table(upload), period, request)
    except (FileRefused, WorkflowError) as refusal:
        return render(request, "proposals/import.html", context | {"refusal": str(refusal)}, status=400)
    if reading.errors:
        errors = sorted(reading.errors, key=lambda error: error.row)
        context |= {"errors": errors[:SHOWN_ERRORS], "error_count": len(errors)}
        return render(request, "proposals/import.html", context, status=400)
    batch = ImportBatch.objects.create(
        period=period, by=request.user, file_name=(upload.name or "")[:150], rows=reading.rows
    )
    return redirect("proposals:import_confirm", batch.pk)


def _judged(lines: list[list[Any]], period: Period, request: SignedInRequest) -> Reading:
    agency = None if request.user.is_coordinator else request.user.agency
    reading = read(lines, period.guide, agency=agency)
    if not reading.errors:
        reading.errors.extend(
            CellError(number, period.guide.fields["title"]["label"], "Usulan dengan nama ini sudah ada.")
            for number in services_import.already_there(period, reading.rows)
        )
    return reading


def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """What will be imported."""
    batch = get_object_or_404(ImportBatch.objects.select_related("period"), pk=pk, by=request.user, done_at=None)
    return render(request, "proposals/import_confirm.html", {"batch": batch})


@require_POST
def run(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stores every row as a draft, or none."""
    batch = get_object_or_404(ImportBatch, pk=pk, by=request.user)
    try:
        count = services_import.run_import(batch, by=request.user)
    except WorkflowError as refusal:
        messages.error(request, str(refusal))
        return redirect("proposals:import")
    messages.success(request, f"{count} usulan diimpor sebagai draf. Lengkapi dan ajukan satu per satu.")
    return redirect("proposals:list")
