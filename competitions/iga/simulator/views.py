"""Pages of the simulator: the index with its advice, the way to a predicate, scenarios, two of them side by side."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies.core.permissions import leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from competitions.core.editions import edition_of
from competitions.core.models import Edition
from competitions.core.national import NationalResult
from competitions.iga.index.formula import CityIndex
from competitions.iga.simulator import services
from competitions.iga.simulator.advice import best_single, in_words, way_to, years_ahead
from competitions.iga.simulator.applying import play
from competitions.iga.simulator.forms import CHANGE_FORMS, ScenarioForm
from competitions.iga.simulator.inputs import CityStanding, known_candidacies, standing
from competitions.iga.simulator.models import Scenario
from competitions.iga.simulator.outlook import outlook_of
from competitions.iga.simulator.sentences import next_predicate, rules_of
from foundation.numbers import number_in
from foundation.once import sent_once
from foundation.text.rounding import in_figures

IGA = Edition.Programme.IGA


@dataclass(frozen=True, slots=True)
class IndexColumn:
    """One column of the table of indices."""

    label: str
    index: CityIndex


def table_of(columns: list[IndexColumn]) -> list[tuple[str, list[str]]]:
    """The rows of the table: a label and a cell for each column."""
    found = [column.index for column in columns]
    return [
        ("Bagian daerah (SPD)", [in_figures(one.spd) for one in found]),
        ("Jumlah kematangan", [in_figures(one.given.maturity_sum) for one in found]),
        ("Pembagi", [str(one.divisor) for one in found]),
        ("Kematangan dibagi pembagi", [in_figures(one.maturity) for one in found]),
        ("Rata-rata kematangan", [in_figures(one.given.mean) for one in found]),
        ("Inovasi dalam daftar kirim", [str(one.given.count) for one in found]),
        ("Urusan dasar tercakup", [f"{one.given.affairs} dari {one.constants.need} yang perlu" for one in found]),
        ("Nilai jumlah inovasi", [in_figures(one.number) for one in found]),
        ("Jumlah nilai", [f"{in_figures(one.total)} dari {in_figures(one.constants.total, 0)}" for one in found]),
        ("Indeks", [in_figures(one.value) for one in found]),
        ("Predikat", [one.predicate.label if one.predicate else "–" for one in found]),
        ("Kurang ke predikat berikutnya", [_distance(one) for one in found]),
    ]


def _distance(index: CityIndex) -> str:
    if index.distance is None or index.next_step is None:
        return "sudah tertinggi"
    return f"{in_figures(max(index.distance, Decimal('0.01')))} poin ke {index.next_step.label}"


def _standing(request: SignedInRequest, year: int) -> CityStanding:
    found = standing(edition_of(IGA, year), request.user)
    if found is None:
        raise Http404
    return found


@leaders_and_coordinators
def index(request: SignedInRequest, year: int) -> HttpResponse:
    """The index of an edition; `?skenario=` puts a scenario beside it."""
    edition = edition_of(IGA, year)
    found = standing(edition, request.user)
    if found is None:
        return render(request, "competitions/iga/simulator/no_scoring.html", {"edition": edition})
    rows = known_candidacies(edition, request.user)
    scenarios = list(Scenario.objects.visible_to(request.user).filter(edition=edition).select_related("owner"))
    asked = number_in(request.GET.get("skenario", ""))
    chosen = next((one for one in scenarios if one.pk == asked), None)
    columns = [
        IndexColumn("Terverifikasi", found.verified),
        IndexColumn("Diklaim", found.claimed),
        IndexColumn("Harapan", found.expected),
    ]
    if chosen:
        columns.append(IndexColumn(f"Skenario “{chosen}”", play(found, chosen.steps, request.user).index))
    context = {
        "edition": edition,
        "outlook": outlook_of(found, request.user),
        "columns": columns,
        "table": table_of(columns),
        "distance": next_predicate(found.expected),
        "references": _references(),
        "best": in_words(best_single(found, rows)),
        "ahead": years_ahead(found),
        "expected": found.expected,
        "rules": rules_of(found.expected),
        "scenarios": scenarios,
        "chosen": chosen,
    }
    return render(request, "competitions/iga/simulator/index.html", context)


def _references() -> list[NationalResult]:
    """What the index can be compared with: the nation, the city's own past, other cities, newest first."""
    return list(
        NationalResult.objects.current()
        .filter(programme="iga", measure=NationalResult.Measure.INDEX)
        .exclude(subject=NationalResult.Subject.INNOVATION)[:12]
    )


@leaders_and_coordinators
def way(request: SignedInRequest, year: int) -> HttpResponse:
    """The greedy way to the next predicate."""
    found = _standing(request, year)
    step = found.expected.next_step
    steps = way_to(found, known_candidacies(found.edition, request.user), step) if step else None
    context = {
        "edition": found.edition,
        "step": step,
        "way": steps,
        "advice": in_words(steps.steps) if steps else [],
    }
    return render(request, "competitions/iga/simulator/way.html", context)


@leaders_and_coordinators
@sent_once(Scenario)
def scenario_new(request: SignedInRequest, year: int) -> HttpResponse:
    edition = edition_of(IGA, year)
    form = ScenarioForm(request.POST or None, instance=Scenario(edition=edition, owner=request.user))
    if request.method == "POST" and form.is_valid():
        made = form.save()
        messages.success(request, f"Skenario “{made}” dibuat. Tambahkan perubahannya.")
        return redirect("competitions:iga_scenario", year, made.pk)
    context = {"edition": edition, "form": form, "title": "Skenario baru"}
    return render(request, "competitions/iga/simulator/scenario_form.html", context)


def _scenario(request: SignedInRequest, year: int, pk: int, *, own: bool = False) -> Scenario:
    rows = Scenario.objects.visible_to(request.user).select_related("edition", "owner")
    rows = rows.filter(owner=request.user) if own else rows
    return get_object_or_404(rows, pk=pk, edition__programme=IGA, edition__year=year)


@leaders_and_coordinators
def scenario(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """A scenario: its index beside the expected one, its changes, and for its owner the forms that add one."""
    chosen = _scenario(request, year, pk)
    found = _standing(request, year)
    is_mine = chosen.owner_id == request.user.pk
    kind = request.POST.get("kind", "")
    if request.method == "POST" and not (is_mine and kind in CHANGE_FORMS):
        raise Http404
    rows = known_candidacies(found.edition, request.user)
    forms = {
        name: form(request.POST if name == kind else None, edition=found.edition, candidacies=rows, prefix=name)
        for name, form in CHANGE_FORMS.items()
    } if is_mine else {}  # fmt: skip
    if request.method == "POST" and forms[kind].is_valid():
        try:
            services.add_change(chosen, forms[kind].change(), by=request.user)
        except services.ScenarioRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Perubahan ditambahkan.")
        return redirect("competitions:iga_scenario", year, pk)
    played = play(found, chosen.steps, request.user)
    columns = [IndexColumn("Harapan", found.expected), IndexColumn("Skenario", played.index)]
    context: dict[str, Any] = {
        "edition": found.edition,
        "scenario": chosen,
        "played": played,
        "columns": columns,
        "table": table_of(columns),
        "difference": played.index.value - found.expected.value,
        "distance": next_predicate(played.index),
        "forms": forms,
        "kind": kind,
        "is_mine": is_mine,
    }
    return render(request, "competitions/iga/simulator/scenario.html", context)


@leaders_and_coordinators
def scenario_edit(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Name, note and sharing; `hapus` deletes it."""
    chosen = _scenario(request, year, pk, own=True)
    form = ScenarioForm(request.POST or None, instance=chosen)
    if request.method == "POST" and "hapus" in request.POST:
        chosen.delete()
        messages.success(request, "Skenario dihapus.")
        return redirect("competitions:iga_index", year)
    if request.method == "POST" and form.is_valid():
        # Its changes may have grown in another tab meanwhile.
        form.instance.save(update_fields=["name", "note", "shared"])
        messages.success(request, "Skenario tersimpan.")
        return redirect("competitions:iga_scenario", year, pk)
    context = {"edition": chosen.edition, "form": form, "title": "Ubah skenario", "scenario": chosen}
    return render(request, "competitions/iga/simulator/scenario_form.html", context)


@leaders_and_coordinators
@require_POST
def scenario_take_out(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Takes one change out."""
    chosen = _scenario(request, year, pk, own=True)
    place, seen = (number_in(request.POST.get(name, "")) for name in ("place", "seen"))
    try:
        services.take_out(chosen, -1 if place is None else place, seen or 0, by=request.user)
    except services.ScenarioRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Perubahan dikeluarkan.")
    return redirect("competitions:iga_scenario", year, pk)


@leaders_and_coordinators
def compare(request: SignedInRequest, year: int) -> HttpResponse:
    """Two scenarios side by side, `?a=` and `?b=`."""
    found = _standing(request, year)
    scenarios = list(Scenario.objects.visible_to(request.user).filter(edition=found.edition).select_related("owner"))
    asked = [number_in(request.GET.get(name, "")) for name in ("a", "b")]
    chosen = [next((one for one in scenarios if one.pk == pk), None) for pk in asked]
    played = [(one, play(found, one.steps, request.user)) for one in chosen if one]
    columns = [IndexColumn("Harapan", found.expected), *(IndexColumn(f"{one}", result.index) for one, result in played)]
    context = {
        "edition": found.edition,
        "scenarios": scenarios,
        "chosen": chosen,
        "played": played,
        "columns": columns,
        "table": table_of(columns),
    }
    return render(request, "competitions/iga/simulator/compare.html", context)
