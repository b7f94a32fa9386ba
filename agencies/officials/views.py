"""Pages of officials, for coordinators: who signs papers today, who did, and how that is changed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from agencies.core.models import Agency
from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from agencies.officials import listing, services
from agencies.officials.forms import CallBackForm, CorrectionForm, EndForm, HolderForm, NewOfficialForm
from agencies.officials.models import Official
from foundation.once import sent_once

FORM = "agencies/officials/form.html"


@coordinators_only
def officials(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    seats = listing.seats(today)
    context = {
        "seats": seats,
        "lacking": listing.lacking(seats),
        "without_head": listing.agencies_without_head(seats, today),
    }
    return render(request, "agencies/officials/list.html", context)


@coordinators_only
def official(request: SignedInRequest, pk: int) -> HttpResponse:
    one = _official(pk)
    today = timezone.localdate()
    records = Official.objects.of_office(one.office, one.agency_id, one.title).select_related("agency")
    context = {
        "official": one,
        "span": listing.span(one),
        "is_in_force": one.holds(today),
        "history": listing.history(records, today),
        "changes": listing.changes(one),
    }
    return render(request, "agencies/officials/detail.html", context)


@coordinators_only
@sent_once()
def official_new(request: SignedInRequest) -> HttpResponse:
    """The address may name the office, so that the page of officials leads here with it filled in."""
    agency = Agency.objects.filter(code=request.GET.get("instansi", "")).first()
    asked = {"office": request.GET.get("jabatan"), "agency": agency and agency.pk, "title": request.GET.get("sebutan")}
    form = NewOfficialForm(request.POST or None, initial={name: value for name, value in asked.items() if value})
    if _done(request, form, lambda: services.begin(form.instance, by=request.user)):
        return _told(request, form.instance, f"{form.instance.full_name} tercatat.")
    context = {"form": form, "title": "Tambah pejabat", "label": "Simpan"}
    return render(request, FORM, context)


@coordinators_only
@sent_once()
def official_replace(request: SignedInRequest, pk: int) -> HttpResponse:
    old = _official(pk)
    form = HolderForm(request.POST or None)
    form.fields["since"].label = "Ganti pejabat mulai tanggal"
    if _done(request, form, lambda: services.replace(old, form.instance, by=request.user)):
        return _told(request, form.instance, f"{form.instance.full_name} menggantikan {old}.")
    lead = f"{old} berakhir sehari sebelum penggantinya mulai. Naskah lama tetap memakai namanya."
    context = {"form": form, "title": f"Ganti {old.office_title}", "lead": lead, "label": "Ganti pejabat"}
    return render(request, FORM, context | {"official": old})


@coordinators_only
def official_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    one = _official(pk)
    form = CorrectionForm(request.POST or None, instance=_official(pk))
    if _done(request, form, lambda: services.correct(form.instance, by=request.user)):
        return _told(request, form.instance, "Catatan diperbaiki.")
    lead = "Untuk salah ketik pada orang yang sama. Bila orangnya berganti, pakai Ganti pejabat."
    context = {"form": form, "title": f"Perbaiki catatan {one}", "lead": lead, "label": "Simpan perbaikan"}
    return render(request, FORM, context | {"official": one})


@coordinators_only
def official_end(request: SignedInRequest, pk: int) -> HttpResponse:
    one = _official(pk)
    form = EndForm(request.POST or None)
    if _done(request, form, lambda: services.end(one, **form.cleaned_data, by=request.user)):
        return _told(request, one, "Hari terakhir tercatat.")
    lead = "Sesudah hari itu naskah tidak lagi memakai namanya, dan memakai titik-titik selama tidak ada pejabat lain."
    context = {"form": form, "title": f"Akhiri {one}", "lead": lead, "label": "Akhiri", "official": one}
    return render(request, FORM, context)


@coordinators_only
def official_call_back(request: SignedInRequest, pk: int) -> HttpResponse:
    one = _official(pk)
    form = CallBackForm(request.POST or None)
    if _done(request, form, lambda: services.call_back(one, **form.cleaned_data, by=request.user)):
        messages.success(request, f"Catatan {one} dibatalkan.")
        return redirect("agencies:officials")
    lead = "Untuk catatan yang sejak awal keliru. Ia tetap dapat dibaca, dan tidak menandatangani apa pun lagi."
    context = {
        "form": form,
        "title": f"Batalkan catatan {one}",
        "lead": lead,
        "label": "Batalkan catatan",
        "official": one,
    }
    return render(request, FORM, context)


def _official(pk: int) -> Official:
    found: Official = get_object_or_404(Official.objects.select_related("agency", "account"), pk=pk)
    return found


def _done(request: SignedInRequest, form: forms.BaseForm, write: Callable[[], Any]) -> bool:
    """Whether the form was sent and carried out; a refusal is written on top of it."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        write()
    except services.OfficialRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _told(request: SignedInRequest, one: Official, done: str) -> HttpResponse:
    """On to the record, with what was done, and what looks wrong about its NIP."""
    messages.success(request, done)
    for doubt in one.doubts:
        messages.warning(request, f"{doubt} Periksa lagi; catatan tetap tersimpan.")
    return redirect(one)
