"""Uploading assignments: what is wrong is mended here or in the same workbook; rows in order may go ahead."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from agencies.core.models import User
from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from foundation.once import sent_once
from foundation.sheets.keeping import content_of, forget, keep_mends, keep_sheet, kept_sheet, marked_response
from foundation.sheets.mending import faulty_rows, typed_cells, with_typed
from foundation.sheets.models import KeptSheet
from reviews.assigning.forms import AssignmentImportForm
from reviews.assigning.upload import TITLES, ReadAssignments, read_assignments, store_assignments, take, tried
from reviews.core.refusals import ReviewRefused

PURPOSE = "penugasan"
ROWS_SHOWN = 30


@coordinators_only
@sent_once()
def assignments_import(request: SignedInRequest) -> HttpResponse:
    """Reads a spreadsheet of assignments: all rows are written, or none and what is wrong is shown."""
    form = AssignmentImportForm(request.POST, request.FILES) if request.method == "POST" else AssignmentImportForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            data = take(file, file.name)
            read = tried(read_assignments(data, file.name, by=request.user), by=request.user)
            if not read.faults:
                return _written(request, store_assignments(read, by=request.user))
        except ReviewRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            kept = keep_sheet(
                data, file.name, purpose=PURPOSE, by=request.user, marked=lambda: read.marked(data, file.name)
            )
            return _faulty(request, kept, read, status=400)
    return render(request, "reviews/assigning/import.html", {"form": form}, status=400 if form.errors else 200)


def _faulty(request: SignedInRequest, kept: KeptSheet, read: ReadAssignments, *, status: int = 200) -> HttpResponse:
    """The page that shows what is wrong in a kept sheet."""
    rows = faulty_rows(read.table, read.faults)
    context = {
        "form": AssignmentImportForm(),
        "kept": kept,
        "rows": rows[:ROWS_SHOWN],
        "more": max(len(rows) - ROWS_SHOWN, 0),
        "good": len(read.pairs),
        "lists": {TITLES[1]: User.objects.reviewers().values_list("username", flat=True)},
    }
    return render(request, "reviews/assigning/import.html", context, status=status)


@coordinators_only
def assignments_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """A sheet with wrong rows: what is typed for its cells is kept and it is tried again, or the rest goes ahead."""
    kept = kept_sheet(pk, purpose=PURPOSE, by=request.user)
    data = content_of(kept)
    try:
        read = tried(read_assignments(data, kept.name, by=request.user, mends=kept.mends), by=request.user)
        if "perbaiki" in request.POST:
            mends = with_typed(kept.mends, read.faults, request.POST.dict())
            read = tried(read_assignments(data, kept.name, by=request.user, mends=mends), by=request.user)
            keep_mends(kept, mends, lambda: read.marked(data, kept.name, typed_cells(mends)))
        if request.method != "POST":
            return _faulty(request, kept, read)
        if read.faults and "sebagian" not in request.POST:
            return redirect("reviews:assignments_check", pk)
        new = store_assignments(read, by=request.user)
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
