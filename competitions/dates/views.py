"""Pages of the calendar: a programme's year by date, writing one, and the city's own last days."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from competitions.core.models import Edition
from competitions.core.permissions import participants_only
from competitions.dates import services
from competitions.dates.forms import DeadlinesForm, FollowDateForm, NewDateForm
from competitions.dates.listing import ProgrammeCalendar, calendar_of_year, known_years
from competitions.dates.models import InternalDeadline, NationalDate
from competitions.dates.services import DateRefused
from foundation.once import sent_once

FOLDER = "competitions/dates"


def _asked(programme: str, year: int) -> ProgrammeCalendar:
    """The calendar that an address names; else 404."""
    found = calendar_of_year(programme, year) if programme in Edition.Programme.values else None
    if found is None:
        raise Http404
    return found


@participants_only
def calendar(request: SignedInRequest, programme: str, year: int) -> HttpResponse:
    found = _asked(programme, year)
    years = [
        {"label": f"{one}", "url": reverse("competitions:dates", args=[programme, one]), "active": one == year}
        for one in known_years(programme)
    ]
    context = {"calendar": found, "years": years, "may_write": request.user.is_coordinator}
    return render(request, f"{FOLDER}/calendar.html", context)


@coordinators_only
@sent_once()
def date_new(request: SignedInRequest, programme: str, year: int) -> HttpResponse:
    """Writes a date the year does not have yet."""
    found = _asked(programme, year)
    form = NewDateForm(request.POST or None, instance=NationalDate(programme=programme, year=year))
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                services.add_date(form.instance, by=request.user)
            except DateRefused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, f"{form.instance.name}: tercatat.")
                return redirect("competitions:dates", programme, year)
    context = {"calendar": found, "form": form, "title": "Catat tanggal", "send": "Simpan"}
    context["lead"] = "Hanya tanggal yang benar-benar disebut sumbernya. Perpanjangan dicatat dari daftar kalender."
    return render(request, f"{FOLDER}/date_form.html", context, status=status)


@coordinators_only
@sent_once()
def date_follow(request: SignedInRequest, programme: str, year: int, pk: int) -> HttpResponse:
    """Extends or corrects a date; the one before stays readable."""
    row = get_object_or_404(NationalDate, pk=pk, programme=programme, year=year)
    form = FollowDateForm(request.POST or None, instance=row)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                services.follow_date(row, form.said, reason=form.cleaned_data["reason"], by=request.user)
            except DateRefused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, f"{row.name}: tanggal baru tercatat.")
                return redirect("competitions:dates", programme, year)
    context = {"calendar": _asked(programme, year), "form": form, "title": f"Ubah {row.name}", "send": "Simpan"}
    context["lead"] = "Perpanjangan atau perbaikan. Tanggal yang tercatat sebelumnya tetap terbaca sebagai riwayat."
    return render(request, f"{FOLDER}/date_form.html", context, status=status)


@coordinators_only
def deadlines(request: SignedInRequest, programme: str, year: int) -> HttpResponse:
    """How many days before the closing the city is done with each thing."""
    found = _asked(programme, year)
    rows = list(InternalDeadline.objects.filter(programme=programme))
    form = DeadlinesForm(request.POST or None, rows=rows)
    if request.method == "POST" and form.is_valid():
        services.save_deadlines(form.days)
        messages.success(request, "Batas internal tersimpan.")
        return redirect("competitions:dates", programme, year)
    context = {"calendar": found, "form": form, "title": "Batas internal", "send": "Simpan"}
    context["lead"] = f"Pilihan kota, bukan pedoman. Berlaku untuk {programme.upper()} setiap tahun."
    return render(request, f"{FOLDER}/date_form.html", context, status=400 if form.errors else 200)
