"""Pages on which a coordinator edits an edition: its constants and tables, what differs, and publishing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from competitions.core.editions import edition_of
from competitions.core.models import Edition, Indicator
from competitions.iga.editing import services
from competitions.iga.editing.checking import obstacles, totals_in
from competitions.iga.editing.comparing import changes_between
from competitions.iga.editing.editionform import EditionForm
from competitions.iga.editing.forms import CityRowForm
from competitions.iga.editing.indicatorform import IndicatorForm
from competitions.iga.editing.newforms import EffortsForm, NewEditionForm, NewIndicatorForm
from competitions.iga.editing.services import EditionRefused
from competitions.rules.versioned import VersionedForm
from foundation.numbers import number_in
from foundation.once import sent_once

IGA = Edition.Programme.IGA
FOLDER = "competitions/iga/editing"


def _refused(form: VersionedForm, edition: Edition, refusal: EditionRefused) -> None:
    """What was typed stays; it stands against what is stored now."""
    form.add_error(None, str(refusal))
    form.against(Edition.objects.values_list("version", flat=True).get(pk=edition.pk))


@coordinators_only
@sent_once()
def editions(request: SignedInRequest) -> HttpResponse:
    """All editions; POST begins one for a year."""
    rows = Edition.objects.filter(programme=IGA).order_by("-year")
    newest = Edition.objects.running().filter(programme=IGA).order_by("-year").first()
    year = newest.year + 1 if newest else timezone.localdate().year
    form = NewEditionForm(request.POST or None, initial={"year": year})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.begin(form.cleaned_data["year"], by=request.user)
        except EditionRefused as refusal:
            form.add_error("year", str(refusal))
        else:
            messages.success(request, f"{made} dibuat dari edisi sebelumnya. Sesuaikan dengan pedomannya.")
            return redirect("competitions:iga_edit", made.year)
    status = 400 if form.errors else 200
    return render(request, f"{FOLDER}/editions.html", {"editions": rows, "form": form}, status=status)


@coordinators_only
def edit(request: SignedInRequest, year: int) -> HttpResponse:
    """The days and constants of an edition, its totals, and the way to its tables."""
    edition = edition_of(IGA, year)
    form = EditionForm(request.POST or None, instance=edition, version=edition.version)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                services.save_edition(edition, form.columns, form.rules(), seen=form.cleaned_data["seen"])
            except EditionRefused as refusal:
                _refused(form, edition, refusal)
                status = 409
            else:
                messages.success(request, "Ketentuan tersimpan.")
                return redirect("competitions:iga_edit", year)
    stored = edition_of(IGA, year)
    context: dict[str, Any] = {"edition": stored, "form": form, "totals": totals_in(stored)}
    context |= {"obstacles": obstacles(stored), "indicators": stored.indicators.all(), "city": stored.iga.spd}
    return render(request, f"{FOLDER}/edit.html", context, status=status)


def _unpublished(year: int) -> Edition:
    """An edition whose tables may still be edited; else 404."""
    edition = edition_of(IGA, year)
    if edition.published_at:
        raise Http404
    return edition


@coordinators_only
def indicator_edit(request: SignedInRequest, year: int, number: int) -> HttpResponse:
    """One indicator with its levels."""
    edition = _unpublished(year)
    row = get_object_or_404(edition.indicators.prefetch_related("levels"), number=number)
    row.edition = edition
    form = IndicatorForm(request.POST or None, instance=row, version=edition.version)
    return _saved_or_form(
        request, edition, form, f"{row}",
        lambda: services.save_indicator(
            row, form.columns, form.guide(), form.level_words, seen=form.cleaned_data["seen"]
        ),
    )  # fmt: skip


@coordinators_only
@sent_once()
def indicator_new(request: SignedInRequest, year: int) -> HttpResponse:
    """An indicator that the guide has and the edition doesn't."""
    edition = _unpublished(year)
    row = Indicator(edition=edition, mandatory=False)
    form = NewIndicatorForm(request.POST or None, instance=row, edition=edition, version=edition.version)
    return _saved_or_form(
        request, edition, form, "Tambah indikator",
        lambda: services.add_indicator(
            edition, form.columns, form.guide(), form.level_words, seen=form.cleaned_data["seen"]
        ),
        then=lambda: redirect("competitions:indicator_edit", year, form.cleaned_data["number"]),
    )  # fmt: skip


@coordinators_only
def indicator_remove(request: SignedInRequest, year: int, number: int) -> HttpResponse:
    """GET asks for a confirmation; POST removes an indicator that nobody claims."""
    edition = _unpublished(year)
    row = get_object_or_404(edition.indicators, number=number)
    row.edition = edition
    if request.method == "POST":
        try:
            services.remove_indicator(row, seen=number_in(request.POST.get("seen", "")) or 0)
        except EditionRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("competitions:indicator_edit", year, number)
        messages.success(request, f"{row} dihapus. Cocokkan jumlahnya dengan sampul pedoman.")
        return redirect("competitions:iga_edit", year)
    return render(request, f"{FOLDER}/indicator_remove.html", {"edition": edition, "row": row})


@coordinators_only
def efforts(request: SignedInRequest, year: int) -> HttpResponse:
    """How much effort each indicator takes in this city; also once the edition is published."""
    edition = edition_of(IGA, year)
    form = EffortsForm(request.POST or None, edition=edition, version=edition.version)
    lead = "Penilaian kota sendiri, bukan isi pedoman, jadi tetap dapat diubah sesudah edisi diterbitkan."
    return _saved_or_form(
        request, edition, form, "Upaya menurut kota",
        lambda: services.save_efforts(edition, form.efforts, seen=form.cleaned_data["seen"]), lead=lead,
    )  # fmt: skip


@coordinators_only
def city_row_edit(request: SignedInRequest, year: int, number: str) -> HttpResponse:
    """One row of the city's part."""
    edition = _unpublished(year)
    row = next((row for row in edition.iga.spd if row.number == number), None)
    if row is None:
        raise Http404
    form = CityRowForm(request.POST or None, row=row, version=edition.version)
    return _saved_or_form(
        request, edition, form, f"{row.number}. {row.name}",
        lambda: services.save_city_row(edition, form.made(), seen=form.cleaned_data["seen"]),
    )  # fmt: skip


def _saved_or_form(
    request: SignedInRequest, edition: Edition, form: Any, title: str, save: Any, *, then: Any = None, lead: str = ""
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                save()
            except EditionRefused as refusal:
                _refused(form, edition, refusal)
                status = 409
            else:
                messages.success(request, f"{title} tersimpan.")
                return then() if then else redirect("competitions:iga_edit", edition.year)
    context = {"edition": edition, "form": form, "title": title, "lead": lead or edition.name}
    return render(request, f"{FOLDER}/row_form.html", context, status=status)


@coordinators_only
def differences(request: SignedInRequest, year: int) -> HttpResponse:
    """What differs from the edition before."""
    edition = edition_of(IGA, year)
    last = services.predecessor(year)
    changes = changes_between(last, edition) if last else []
    return render(request, f"{FOLDER}/differences.html", {"edition": edition, "last": last, "changes": changes})


@coordinators_only
def publish(request: SignedInRequest, year: int) -> HttpResponse:
    """GET asks for a confirmation; POST freezes the edition."""
    edition = _unpublished(year)
    if request.method == "POST":
        try:
            services.publish(edition, by=request.user, seen=number_in(request.POST.get("seen", "")) or 0)
        except EditionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{edition} diterbitkan. Ketentuannya tidak dapat diubah lagi.")
        return redirect("competitions:iga_edit", year)
    context = {"edition": edition, "totals": totals_in(edition), "obstacles": obstacles(edition)}
    return render(request, f"{FOLDER}/publish.html", context)
