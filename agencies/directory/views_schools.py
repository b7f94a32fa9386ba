"""Uploading the list of schools: what is new and changed is shown first, and stored after the yes."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from agencies.directory.forms import SchoolListForm
from agencies.directory.schoolsheet import MOST_ROWS, TITLES, ReadSchools, offered, read_schools, schools_xlsx
from agencies.directory.services import ListRefused, store_schools
from foundation.once import sent_once
from foundation.sheets.keeping import content_of, forget, keep_mends, keep_sheet, kept_sheet, marked_response
from foundation.sheets.kinds import Unreadable
from foundation.sheets.marking import marked
from foundation.sheets.mending import faulty_rows, typed_cells, with_typed
from foundation.sheets.models import KeptSheet
from foundation.sheets.xlsx import xlsx_response

PURPOSE = "sekolah"
ROWS_SHOWN = 30
CHANGES_SHOWN = 50


@coordinators_only
def schools_sheet(request: SignedInRequest) -> HttpResponse:
    """The stored schools as a spreadsheet to change and upload."""
    return xlsx_response(schools_xlsx(), "daftar-sekolah.xlsx")


@coordinators_only
@sent_once()
def schools_upload(request: SignedInRequest) -> HttpResponse:
    """Takes the list; what it would change is shown next."""
    form = SchoolListForm(request.POST, request.FILES) if request.method == "POST" else SchoolListForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        try:
            read = read_schools(data, file.name)
            if len(read.table.rows) > MOST_ROWS:
                raise Unreadable(f"Lembar ini terlalu panjang. Unggah paling banyak {MOST_ROWS} baris sekali jalan.")
        except Unreadable as reason:
            form.add_error("file", str(reason))
        else:
            back = partial(marked, data, file.name, read.table, read.faults) if read.faults else None
            kept = keep_sheet(data, file.name, purpose=PURPOSE, by=request.user, marked=back)
            return redirect("agencies:schools_check", kept.pk)
    return render(request, "agencies/directory/schools.html", {"form": form}, status=400 if form.errors else 200)


@coordinators_only
def schools_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a list would change, and what is wrong in it; sent here, cells are mended, or what is in order is stored."""
    kept = kept_sheet(pk, purpose=PURPOSE, by=request.user)
    data = content_of(kept)
    read = read_schools(data, kept.name, mends=kept.mends)
    if "perbaiki" in request.POST:
        mends = with_typed(kept.mends, read.faults, request.POST.dict())
        again = read_schools(data, kept.name, mends=mends)
        back = partial(marked, data, kept.name, again.table, again.faults, typed_cells(mends))
        keep_mends(kept, mends, back if again.faults else None)
        return redirect("agencies:schools_check", pk)
    if request.method == "POST":
        return _stored(request, kept, read)
    rows = faulty_rows(read.table, read.faults)
    context = {
        "kept": kept,
        "read": read,
        "page_obj": Paginator(read.wanted, CHANGES_SHOWN).get_page(request.GET.get("page")),
        "rows": rows[:ROWS_SHOWN],
        "more": max(len(rows) - ROWS_SHOWN, 0),
        "lists": {TITLES[key]: words for key, words in offered().items()},
    }
    return render(request, "agencies/directory/schools_check.html", context)


def _stored(request: SignedInRequest, kept: KeptSheet, read: ReadSchools) -> HttpResponse:
    try:
        stored = store_schools(read)
    except ListRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("agencies:schools_check", kept.pk)
    messages.success(request, f"{stored} sekolah disimpan.")
    if read.faults:
        return redirect("agencies:schools_check", kept.pk)
    forget(kept)
    return redirect("agencies:list")


@coordinators_only
def schools_marked(request: SignedInRequest, pk: int) -> HttpResponse:
    """The uploaded list with the wrong cells coloured and explained."""
    return marked_response(kept_sheet(pk, purpose=PURPOSE, by=request.user))
