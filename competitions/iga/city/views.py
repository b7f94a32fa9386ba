"""Pages of the city's own part: all rows with their sums, one row with its form, the second look, its document."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from agencies.core.permissions import coordinators_only, leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from competitions.core.editions import edition_of
from competitions.core.models import Edition
from competitions.iga.city import services
from competitions.iga.city.figures import CityRow, city_part
from competitions.iga.city.forms import CityFigureForm
from competitions.iga.city.known import portal_count
from competitions.iga.city.models import CityFigure
from foundation.numbers import number_in

IGA = Edition.Programme.IGA
FORM = "competitions/iga/city/row.html"


@leaders_and_coordinators
def own_part(request: SignedInRequest, year: int) -> HttpResponse:
    edition = edition_of(IGA, year)
    return render(request, "competitions/iga/city/own_part.html", {"edition": edition, "part": city_part(edition)})


@leaders_and_coordinators
def own_row(request: SignedInRequest, year: int, number: str) -> HttpResponse:
    """One row: a coordinator enters it, a leader reads it."""
    edition, row = _row(year, number)
    is_mine = request.user.is_coordinator
    if request.method == "POST" and not is_mine:
        raise Http404
    stored = row.entered or CityFigure(edition=edition, row=row.rule.key)
    known = portal_count(edition, row.rule, request.user)
    taken = known if "ambil" in request.GET else None
    form = CityFigureForm(request.POST or None, request.FILES or None, instance=stored, rule=row.rule, taken=taken)
    context = {"edition": edition, "row": row, "neighbours": _neighbours(edition, row), "known": known, "taken": taken}
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.enter(
                edition, row.rule.key, form.cleaned_data,
                by=request.user, seen=form.cleaned_data["seen"] or 0, document=form.verdict,
            )  # fmt: skip
        except services.CityRefused as refusal:
            _, now = _row(year, number)
            form.add_error(None, str(refusal))
            # What was typed stays in the form; from here on it stands against what is stored now.
            form.data = request.POST.copy()
            form.data["seen"] = str(now.entered.version if now.entered else 0)
            return render(request, FORM, context | {"row": now, "form": form, "clash": True}, status=409)
        _told(request, CityRow(row.rule, saved))
        return redirect("competitions:iga_own_row", year, number)
    if request.method == "POST":
        # The row as stored, not as the invalid form left the instance.
        context["row"] = _row(year, number)[1]
    return render(request, FORM, context | {"form": form if is_mine else None, "history": _history(row)})


def _told(request: SignedInRequest, row: CityRow) -> None:
    messages.success(request, f"Baris {row.rule.number} tersimpan.")
    if row.placing.text:
        messages.warning(request, row.placing.text)


@coordinators_only
@require_POST
def own_row_check(request: SignedInRequest, year: int, number: str) -> HttpResponse:
    """The second look."""
    _, row = _row(year, number)
    if row.entered is None:
        raise Http404
    seen = number_in(request.POST.get("seen", "")) or 0
    try:
        services.check(row.entered, by=request.user, seen=seen)
    except services.CityRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Baris {row.rule.number} ditandai sudah diperiksa.")
    return redirect("competitions:iga_own_row", year, number)


@leaders_and_coordinators
def own_row_file(request: SignedInRequest, year: int, number: str) -> FileResponse:
    """The document of a row."""
    _, row = _row(year, number)
    figure = row.entered
    if figure is None or not figure.file:
        raise Http404
    response = FileResponse(
        figure.file.open("rb"), content_type=figure.content_type, filename=figure.file_name, as_attachment=True
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def _row(year: int, number: str) -> tuple[Edition, CityRow]:
    edition = edition_of(IGA, year)
    rule = next((rule for rule in edition.iga.spd if rule.number == number), None)
    if rule is None:
        raise Http404
    found = CityFigure.objects.filter(edition=edition, row=rule.key).select_related("entered_by", "checked_by")
    return edition, CityRow(rule, found.first())


def _neighbours(edition: Edition, row: CityRow) -> tuple[str, str]:
    """The numbers of the rows before and after; empty at the ends."""
    numbers = ["", *(rule.number for rule in edition.iga.spd), ""]
    place = numbers.index(row.rule.number)
    return numbers[place - 1], numbers[place + 1]


def _history(row: CityRow) -> list[object]:
    """What stood in the row before, newest first."""
    if row.entered is None:
        return []
    return list(row.entered.events.select_related("entered_by", "checked_by").order_by("-pgh_created_at", "-pgh_id"))  # type: ignore[attr-defined]  # the table of its history, made by pghistory
