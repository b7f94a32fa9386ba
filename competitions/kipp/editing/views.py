"""Pages on which a coordinator edits the rules of an edition of KIPP, begins the next one, and reads their history."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from competitions.core.editions import edition_of
from competitions.core.models import Edition
from competitions.kipp.editing import services
from competitions.kipp.editing.forms import KippForm, NewKippForm, ReasonedForm, VideoForm
from competitions.kipp.editing.history import history_of
from competitions.kipp.editing.parts import PARTS, RulePart, name_of, rows_of
from competitions.kipp.editing.rowforms import ROW_FORMS, RuleRowForm
from competitions.kipp.editing.services import RulesRefused
from foundation.once import sent_once

KIPP = Edition.Programme.KIPP
FOLDER = "competitions/kipp/editing"


@coordinators_only
@sent_once()
def editions(request: SignedInRequest) -> HttpResponse:
    """All editions; POST begins one for a year."""
    rows = list(Edition.objects.running().filter(programme=KIPP).order_by("-year"))
    form = NewKippForm(request.POST or None, initial={"year": rows[0].year + 1 if rows else timezone.localdate().year})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.begin(form.cleaned_data["year"])
        except RulesRefused as refusal:
            form.add_error("year", str(refusal))
        else:
            messages.success(request, f"{made} dibuat dari edisi sebelumnya. Sesuaikan dengan pedomannya.")
            return redirect("competitions:kipp_edit", made.year)
    status = 400 if form.errors else 200
    return render(request, f"{FOLDER}/editions.html", {"editions": rows, "form": form}, status=status)


@coordinators_only
def rules(request: SignedInRequest, year: int) -> HttpResponse:
    """The edition as a whole, and the way to its lists."""
    edition = edition_of(KIPP, year)
    reasoned = services.asks_reason(edition)
    form = KippForm(request.POST or None, instance=edition, version=edition.version, reasoned=reasoned)

    def save() -> None:
        typed = form.cleaned_data
        services.save_rules(
            edition, form.changed, columns=form.columns, seen=typed["seen"], by=request.user, reason=typed["reason"]
        )

    if (status := _saved(request, edition, form, save)) == 0:
        messages.success(request, "Ketentuan tersimpan.")
        return redirect("competitions:kipp_edit", year)
    stored = edition_of(KIPP, year)
    parts = [
        {"part": part, "rows": [(row.key, name_of(row)) for row in rows_of(stored.kipp, part)]}
        for part in PARTS.values()
    ]
    context = {"edition": stored, "form": form, "parts": parts}
    return render(request, f"{FOLDER}/rules.html", context, status=status)


def _part(key: str) -> RulePart:
    if key not in PARTS:
        raise Http404
    return PARTS[key]


@coordinators_only
@sent_once()
def row_new(request: SignedInRequest, year: int, part: str) -> HttpResponse:
    """A row that the guide has and the edition doesn't."""
    edition = edition_of(KIPP, year)
    return _row(request, edition, _part(part), None)


@coordinators_only
def row(request: SignedInRequest, year: int, part: str, key: str) -> HttpResponse:
    """One row; POST stores it, moves it up, or takes it out."""
    edition = edition_of(KIPP, year)
    there = _part(part)
    found = next((one for one in rows_of(edition.kipp, there) if one.key == key), None)
    if found is None:
        raise Http404
    return _row(request, edition, there, found)


def _row(request: SignedInRequest, edition: Edition, part: RulePart, found: Any) -> HttpResponse:
    reasoned = services.asks_reason(edition)
    form = ROW_FORMS[part](
        request.POST or None, edition=edition, part=part, row=found, version=edition.version, reasoned=reasoned
    )
    step = request.POST.get("langkah", "") if found else ""
    if step == "hapus":
        return _dropped(request, edition, part, form)

    def save() -> None:
        typed = form.cleaned_data
        services.put_row(
            edition, part, form.made(), seen=typed["seen"], by=request.user, reason=typed["reason"], up=step == "naik"
        )

    if (status := _saved(request, edition, form, save)) == 0:
        messages.success(request, f"“{form.cleaned_data['label']}” tersimpan.")
        return redirect("competitions:kipp_edit", edition.year)
    return _row_page(request, edition, part, form, status)


def _dropped(request: SignedInRequest, edition: Edition, part: RulePart, form: RuleRowForm) -> HttpResponse:
    """Takes a row out; of what was typed only the reason counts."""
    form.only_reason()

    def save() -> None:
        typed = form.cleaned_data
        services.drop_row(edition, part, form.key, seen=typed["seen"], by=request.user, reason=typed["reason"])

    if (status := _saved(request, edition, form, save)) == 0:
        messages.success(request, f"{part.row} dihapus.")
        return redirect("competitions:kipp_edit", edition.year)
    return _row_page(request, edition, part, form, status)


def _row_page(
    request: SignedInRequest, edition: Edition, part: RulePart, form: RuleRowForm, status: int
) -> HttpResponse:
    found = form.row
    title = name_of(found) if found else f"{part.row} baru"
    first = bool(found) and rows_of(edition.kipp, part)[0].key == found.key
    context = {"edition": edition, "form": form, "title": title, "lead": part.lead, "row": found, "first": first}
    return render(request, f"{FOLDER}/row.html", context, status=status)


@coordinators_only
def video(request: SignedInRequest, year: int) -> HttpResponse:
    """What the video must be and show."""
    edition = edition_of(KIPP, year)
    reasoned = services.asks_reason(edition)
    form = VideoForm(
        request.POST or None, video=edition.kipp.video, year=year, version=edition.version, reasoned=reasoned
    )

    def save() -> None:
        typed = form.cleaned_data
        services.save_rules(
            edition, lambda rules: rules.model_copy(update={"video": form.made()}),
            seen=typed["seen"], by=request.user, reason=typed["reason"],
        )  # fmt: skip

    if (status := _saved(request, edition, form, save)) == 0:
        messages.success(request, "Ketentuan video tersimpan.")
        return redirect("competitions:kipp_edit", year)
    context = {"edition": edition, "form": form, "title": "Video", "lead": "Syarat video yang menyertai sebuah entri."}
    return render(request, f"{FOLDER}/row.html", context, status=status)


def _saved(request: SignedInRequest, edition: Edition, form: ReasonedForm, save: Callable[[], None]) -> int:
    """0 once what was sent is stored; else the status of the page that shows the form (again)."""
    if request.method != "POST":
        return 200
    if not form.is_valid():
        return 400
    try:
        save()
    except RulesRefused as refusal:
        form.add_error(None, str(refusal))
        form.against(Edition.objects.values_list("version", flat=True).get(pk=edition.pk))
        return 409
    return 0


@coordinators_only
def history(request: SignedInRequest, year: int) -> HttpResponse:
    """Who changed what, when and why."""
    edition = edition_of(KIPP, year)
    return render(request, f"{FOLDER}/history.html", {"edition": edition, "history": history_of(edition)})
