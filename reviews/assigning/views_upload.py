"""Uploading assignments: what is wrong is mended here or in the same workbook; rows in order may go ahead.

A sheet that replaces is kept until its person has seen the difference and said yes.
"""

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
from reviews.assigning.forms import AssignmentImportForm, ReplaceForm
from reviews.assigning.replacing import difference, replace
from reviews.assigning.upload import TITLES, ReadAssignments, read_assignments, store_assignments, take, tried
from reviews.core.refusals import ReviewRefused

PURPOSE, REPLACING = "penugasan", "penugasan-ganti"
ROWS_SHOWN = 30


@coordinators_only
@sent_once()
def assignments_import(request: SignedInRequest) -> HttpResponse:
    """Reads a spreadsheet of assignments: all rows are written, or none and what is wrong is shown."""
    form = AssignmentImportForm(request.POST, request.FILES) if request.method == "POST" else AssignmentImportForm()
    if form.is_valid():
        file, replacing = form.cleaned_data["file"], form.cleaned_data["mode"] == "ganti"
        try:
            data = take(file, file.name)
            read = tried(read_assignments(data, file.name, by=request.user), by=request.user)
            if not read.faults and not replacing:
                return _written(request, store_assignments(read, by=request.user))
        except ReviewRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            kept = keep_sheet(
                data,
                file.name,
                purpose=REPLACING if replacing else PURPOSE,
                by=request.user,
                marked=(lambda: read.marked(data, file.name)) if read.faults else None,
            )
            if not read.faults:
                return redirect("reviews:assignments_replace", kept.pk)
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
        # Of a proposal whose rows are only partly read, nobody may be taken away.
        "good": 0 if kept.purpose == REPLACING else len(read.pairs),
        "lists": {TITLES[1]: User.objects.reviewers().values_list("username", flat=True)},
    }
    return render(request, "reviews/assigning/import.html", context, status=status)


@coordinators_only
def assignments_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """A sheet with wrong rows: what is typed for its cells is kept and it is tried again, or the rest goes ahead."""
    kept = _kept(request, pk)
    data, replacing = content_of(kept), kept.purpose == REPLACING
    try:
        read = tried(read_assignments(data, kept.name, by=request.user, mends=kept.mends), by=request.user)
        if "perbaiki" in request.POST:
            mends = with_typed(kept.mends, read.faults, request.POST.dict())
            read = tried(read_assignments(data, kept.name, by=request.user, mends=mends), by=request.user)
            keep_mends(kept, mends, lambda: read.marked(data, kept.name, typed_cells(mends)))
        if request.method != "POST":
            return _faulty(request, kept, read)
        if read.faults and (replacing or "sebagian" not in request.POST):
            return redirect("reviews:assignments_check", pk)
        if replacing:
            return redirect("reviews:assignments_replace", pk)
        new = store_assignments(read, by=request.user)
    except ReviewRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reviews:assignments_import")
    forget(kept)
    return _written(request, new)


@coordinators_only
def assignments_marked(request: SignedInRequest, pk: int) -> HttpResponse:
    """The person's own workbook with the wrong cells coloured and explained."""
    return marked_response(_kept(request, pk))


def _kept(request: SignedInRequest, pk: int) -> KeptSheet:
    """The person's own sheet, whether it adds or replaces. Raises Http404 for any other."""
    replaces = KeptSheet.objects.filter(pk=pk, purpose=REPLACING).exists()
    return kept_sheet(pk, purpose=REPLACING if replaces else PURPOSE, by=request.user)


@coordinators_only
@sent_once()
def assignments_replace(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a sheet would add, remove and keep; POST carries out exactly that."""
    kept = kept_sheet(pk, purpose=REPLACING, by=request.user)
    form = ReplaceForm(request.POST or None)
    try:
        read = tried(read_assignments(content_of(kept), kept.name, by=request.user, mends=kept.mends), by=request.user)
    except ReviewRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reviews:assignments_import")
    if read.faults:
        return redirect("reviews:assignments_check", pk)
    if request.method == "POST" and form.is_valid() and _replaced(request, kept, read, form):
        return redirect("reviews:assignments")
    found = difference(read)
    if found.is_empty:
        forget(kept)
        messages.warning(request, "Tidak ada yang berubah: penugasan sudah sama dengan lembar ini.")
        return redirect("reviews:assignments")
    context = {"kept": kept, "found": found, "form": form}
    return render(request, "reviews/assigning/replace.html", context, status=400 if form.errors else 200)


def _replaced(request: SignedInRequest, kept: KeptSheet, read: ReadAssignments, form: ReplaceForm) -> bool:
    """Carries it out; a refusal becomes an error of the form."""
    try:
        done = replace(read, by=request.user, reason=form.cleaned_data["reason"], agreed=form.cleaned_data["agreed"])
    except ReviewRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    forget(kept)
    text = f"Penugasan diganti: {len(done.added)} ditambahkan, {len(done.removed)} dibatalkan, {len(done.kept)} tetap."
    messages.success(request, text)
    return True


def _written(request: SignedInRequest, new: int) -> HttpResponse:
    if new:
        messages.success(request, f"{new} penugasan baru dari lembar ini.")
    else:
        messages.warning(request, "Tidak ada yang berubah: semua penugasan dalam lembar ini sudah ada.")
    return redirect("reviews:assignments")
