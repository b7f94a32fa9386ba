"""Uploading assignments: what is wrong is shown and comes back in the same workbook; rows in order may go ahead."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from foundation.once import sent_once
from foundation.sheets.keeping import content_of, forget, keep_sheet, kept_sheet, marked_response
from foundation.sheets.models import KeptSheet
from reviews.assigning.forms import AssignmentImportForm
from reviews.assigning.upload import ReadAssignments, SheetRefused, import_assignments, read_assignments, take
from reviews.core.refusals import ReviewRefused

PURPOSE = "penugasan"
FAULTS_SHOWN = 50


@coordinators_only
@sent_once()
def assignments_import(request: SignedInRequest) -> HttpResponse:
    """Reads a spreadsheet of assignments: all rows are written, or none and what is wrong is shown."""
    form = AssignmentImportForm(request.POST, request.FILES) if request.method == "POST" else AssignmentImportForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            data = take(file, file.name)
            read = read_assignments(data, file.name, by=request.user)
            return _written(request, import_assignments(read, by=request.user))
        except SheetRefused as refusal:
            return _faulty(request, refusal.read, data, file.name)
        except ReviewRefused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "reviews/assigning/import.html", {"form": form}, status=400 if form.errors else 200)


def _faulty(request: SignedInRequest, read: ReadAssignments, data: bytes, name: str) -> HttpResponse:
    """Keeps the sheet, marked, and shows what is wrong in it."""
    kept = keep_sheet(data, name, purpose=PURPOSE, by=request.user, marked=lambda: read.marked(data, name))
    faults = sorted(read.faults, key=lambda fault: fault.row)
    context = {
        "form": AssignmentImportForm(),
        "kept": kept,
        "faults": faults[:FAULTS_SHOWN],
        "more": max(len(faults) - FAULTS_SHOWN, 0),
        "good": len(read.pairs),
    }
    return render(request, "reviews/assigning/import.html", context, status=400)


@coordinators_only
def assignments_import_rest(request: SignedInRequest, pk: int) -> HttpResponse:
    """The yes to the rows in order of a sheet in which others are wrong; asked for plainly, the way to the upload."""
    kept: KeptSheet = kept_sheet(pk, purpose=PURPOSE, by=request.user)
    if request.method != "POST":
        return redirect("reviews:assignments_import")
    try:
        read = read_assignments(content_of(kept), kept.name, by=request.user)
        new = import_assignments(read, by=request.user, partly=True)
    except ReviewRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reviews:assignments_import")
    forget(kept)
    return _written(request, new)


@coordinators_only
def assignments_marked(request: SignedInRequest, pk: int) -> HttpResponse:
    """The person's own workbook with the wrong cells coloured and explained."""
    return marked_response(kept_sheet(pk, purpose=PURPOSE, by=request.user))


def _written(request: SignedInRequest, new: int) -> HttpResponse:
    if new:
        messages.success(request, f"{new} penugasan baru dari lembar ini.")
    else:
        messages.warning(request, "Tidak ada yang berubah: semua penugasan dalam lembar ini sudah ada.")
    return redirect("reviews:assignments")
