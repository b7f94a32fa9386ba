"""Pages of claims: the list of indicators of one innovation, and one page for each, saved for itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.core.requests import SignedInRequest
from competitions.core.models import Indicator
from competitions.core.permissions import participants_only
from competitions.iga.claims.forms import BASE, ClaimForm
from competitions.iga.claims.merging import PICKED, joined, keys_in
from competitions.iga.claims.onepage import ClaimDesk
from competitions.iga.claims.renewing import carried_of, confirm
from competitions.iga.claims.services import SavedClaim, save_claim, use_also
from competitions.iga.claims.sheet import band_of, sheet_of
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.shelf.opening import closed_because
from competitions.iga.shelf.refusals import ShelfRefused
from competitions.iga.shelf.views import add, opened
from foundation.numbers import number_in
from proposals.core.guide.indicators import rows_of
from proposals.core.workflow import Role

CONFLICT, REFUSED, CLOSED = 409, 422, 423


@dataclass(frozen=True, slots=True)
class ClaimClash:
    """One field that two tabs changed, in words: what was typed and what is stored."""

    name: str
    title: str
    typed: str
    stored: str
    stored_words: str


@participants_only
def overview(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """The indicators of one innovation: how each stands, its points, and what it lacks first."""
    edition, proposal, roles = opened(request, year, pk)
    closed = closed_because(edition, proposal.status, roles) if Role.PROPOSER in roles else ""
    sheet = sheet_of(edition, proposal)
    rows = carried_of(edition, proposal.pk)
    context = {
        "edition": edition,
        "proposal": proposal,
        "sheet": sheet,
        "band": band_of(edition, sheet.maturity.claimed),
        "figures": rows_of(proposal.indicators),
        "closed": closed,
        "carried": rows,
        "renewing": [row for row in rows if row.is_marked],
        "may_confirm": Role.PROPOSER in roles and not closed,
    }
    return render(request, "competitions/iga/claims/overview.html", context)


@participants_only
def claim(request: SignedInRequest, year: int, pk: int, number: int) -> HttpResponse:
    """One indicator: its agency claims and adds evidence, others read."""
    edition, proposal, roles = opened(request, year, pk)
    indicator = get_object_or_404(edition.indicators.prefetch_related("levels"), number=number)
    desk = ClaimDesk(edition, proposal, indicator, request.user)
    closed = closed_because(edition, proposal.status, roles)
    is_own = Role.PROPOSER in roles
    context: dict[str, Any] = {"is_own": is_own, "closed": closed if is_own else "", "writing": not closed}
    status = 200
    if request.method == "POST":
        if not is_own:
            raise Http404
        answer, more = _saved(request, desk)
        if answer:
            return answer
        context |= more
        status = CONFLICT if more.get("clashes") else 400
    elif not closed:
        context |= {"form": desk.form(take="ambil" in request.GET), "adding": desk.adding()}
    page = _page(context.pop("desk", desk)) | context
    return render(request, "competitions/iga/claims/claim.html", page | _pieces(page), status=status)


def _pieces(page: dict[str, Any]) -> dict[str, Any]:
    """The pieces that may be ticked, each with whether it is."""
    form, desk = page.get("form"), page["desk"]
    ticked = form.ticked if form else set()
    pieces = [(one, str(one.shelved.item.pk) in ticked) for one in desk.offered]
    return {"form_pieces": pieces, "no_pieces": not pieces}


def _page(desk: ClaimDesk) -> dict[str, Any]:
    return {
        "edition": desk.edition,
        "proposal": desk.proposal,
        "indicator": desk.indicator,
        "desk": desk,
        "picked_words": desk.picked_words,
        **desk.neighbours(),
    }


def _saved(request: SignedInRequest, desk: ClaimDesk) -> tuple[HttpResponse | None, dict[str, Any]]:
    """Stores claim and new evidence, each as far as it is in order; the answer, or the page with what was refused."""
    data = _decided(request.POST, desk)
    form, adding = desk.form(data), desk.adding(data, request.FILES)
    refused, saved = "", None
    form.is_valid()
    try:
        saved = save_claim(
            desk.edition,
            desk.proposal.pk,
            desk.indicator,
            form.typed,
            shown=form.shown,
            by=request.user,
            confirms=not form.errors,
        )
        _also(request, desk, data)
    except ShelfRefused as refusal:
        refused = str(refusal)
    added = None
    if not refused and not adding.is_empty and adding.is_valid():
        added = add(request, desk.edition, desk.proposal, adding)
        refused = _used(request, desk, added, data) if added else ""
    clashes = clashes_of(desk, form, saved) if saved else []
    wrong_evidence = not adding.is_empty and not added
    if refused or clashes or form.errors or wrong_evidence:
        return None, _again(request, desk, data, form, saved, clashes) | {
            "refused": refused,
            "adding": adding if wrong_evidence else desk.adding(),
        }
    if saved and saved.changed and not added:
        messages.success(request, f"Indikator {desk.indicator.number} tersimpan.")
    onward = desk.neighbours()["next"] if "lanjut" in data else None
    number = onward or desk.indicator.number
    if "lanjut" in data and onward is None:
        return redirect("competitions:claims", desk.edition.year, desk.proposal.pk), {}
    return redirect("competitions:claim", desk.edition.year, desk.proposal.pk, number), {}


def _used(request: SignedInRequest, desk: ClaimDesk, added: EvidenceItem, data: QueryDict) -> str:
    """Lets new evidence prove this claim and the chosen others; returns why not, where the shelf closed meanwhile."""
    try:
        use_also(desk.edition, added, [desk.indicator, *_chosen(desk, data.getlist("juga"))], by=request.user)
    except ShelfRefused as refusal:
        return str(refusal)
    messages.success(request, f"“{added}” ditambahkan sebagai bukti.")
    return ""


def _again(
    request: SignedInRequest,
    desk: ClaimDesk,
    data: QueryDict,
    form: ClaimForm,
    saved: SavedClaim | None,
    clashes: list[ClaimClash],
) -> dict[str, Any]:
    """The form as it was typed; what was stored of it is based on the stored version from now on."""
    open_still = {clash.name for clash in clashes} | set(form.errors)
    if saved:
        data = data.copy()
        for name in form.fields:
            if name not in open_still:
                data[f"{BASE}{name}"] = saved.stored[name]
                if name in PICKED:
                    data.setlist(name, sorted(keys_in(saved.stored[name])))
                else:
                    data[name] = saved.stored[name].replace(".", ",") if name == "fact" else saved.stored[name]
    fresh = ClaimDesk(desk.edition, desk.proposal, desk.indicator, request.user)
    again = fresh.form(data)
    again.is_valid()
    return {"form": again, "clashes": clashes, "desk": fresh}


def _decided(posted: QueryDict, desk: ClaimDesk) -> QueryDict:
    """What was sent, with a choice between two versions of a field carried out: the stored one, or the typed one."""
    data = posted.copy()
    for button in ("pakai_tersimpan", "pakai_tulisan"):
        name = data.get(button, "")
        if name in desk.stored and name not in PICKED:
            # What was shown as stored when the choice was made; a third version since then is a clash of its own.
            data[f"{BASE}{name}"] = data.get(f"lihat-{name}", data.get(f"{BASE}{name}", ""))
            if button == "pakai_tersimpan":
                data[f"{BASE}{name}"] = desk.stored[name]
                data[name] = desk.stored[name].replace(".", ",") if name == "fact" else desk.stored[name]
    return data


def _also(request: SignedInRequest, desk: ClaimDesk, data: QueryDict) -> None:
    """Carries out "pakai juga untuk" of the pieces that are named already."""
    for one in desk.offered:
        item = one.shelved.item
        if chosen := _chosen(desk, data.getlist(f"juga-{item.pk}")):
            use_also(desk.edition, item, chosen, by=request.user)


def _chosen(desk: ClaimDesk, numbers: Iterable[str]) -> list[Indicator]:
    wanted = {number_in(number) for number in numbers}
    return [mate for mate in desk.guidance.mates if mate.number in wanted]


def clashes_of(desk: ClaimDesk, form: ClaimForm, saved: SavedClaim) -> list[ClaimClash]:
    """The fields that were refused, in words."""
    found = []
    for name in saved.clashes:
        field: Any = form.fields[name]
        words = dict(getattr(field, "choices", ()))
        typed, stored = form.typed[name], saved.stored[name]
        found.append(
            ClaimClash(
                name,
                str(field.label),
                str(words.get(typed, typed) or "(kosong)"),
                stored,
                str(words.get(stored, stored) or "(kosong)"),
            )
        )
    return found


@participants_only
@require_POST
def confirm_carried(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """The agency says that a claim of the edition before still holds; a second click changes nothing."""
    edition, _, roles = opened(request, year, pk)
    if Role.PROPOSER not in roles:
        raise Http404
    try:
        done = confirm(edition, pk, number_in(request.POST.get("klaim", "")) or 0, by=request.user)
    except ShelfRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Dikonfirmasi." if done else "Klaim ini sudah dikonfirmasi.")
    return redirect("competitions:claims", year, pk)


@participants_only
@require_POST
def autosave(request: SignedInRequest, year: int, pk: int, number: int) -> JsonResponse:
    """Stores the fields that were sent, and answers as `proposals.writing.autosave` does."""
    edition, proposal, roles = opened(request, year, pk)
    if Role.PROPOSER not in roles:
        raise Http404
    indicator = get_object_or_404(edition.indicators.prefetch_related("levels"), number=number)
    desk = ClaimDesk(edition, proposal, indicator, request.user)
    form = desk.form(request.POST)
    form.is_valid()
    typed = {name: text for name, text in form.typed.items() if f"{BASE}{name}" in request.POST}
    try:
        saved = save_claim(edition, pk, indicator, typed, shown=form.shown, by=request.user)
    except ShelfRefused as refusal:
        return JsonResponse({"refused": str(refusal)}, status=CLOSED)
    clashes = clashes_of(desk, form, saved)
    answer = {
        "saved": {
            name: _base_now(name, text, form, saved) for name, text in typed.items() if name not in saved.clashes
        },
        "conflicts": [
            {
                "name": clash.name,
                "stored": clash.stored,
                "base": clash.stored,
                "html": render_to_string("competitions/iga/claims/_clash.html", {"clash": clash}),
            }
            for clash in clashes
        ],
        "tidied": {},
        "errors": {
            name: " ".join(map(str, errors)) for name, errors in form.errors.items() if f"{BASE}{name}" in request.POST
        },
        "at": f"{timezone.localtime():%H.%M}",
    }
    return JsonResponse(answer, status=CONFLICT if clashes else REFUSED if answer["errors"] else 200)


def _base_now(name: str, typed: str, form: ClaimForm, saved: SavedClaim) -> str:
    """What the page shows of a field from now on: what was typed, unless only somebody else changed it."""
    if name in PICKED:
        return joined(keys_in(typed))
    return typed if typed == saved.stored[name] else form.shown[name]


@participants_only
def state(request: SignedInRequest, year: int, pk: int, number: int) -> HttpResponse:
    """How the claim stands now, for the page that is being written on."""
    edition, proposal, _ = opened(request, year, pk)
    indicator = get_object_or_404(edition.indicators.prefetch_related("levels"), number=number)
    desk = ClaimDesk(edition, proposal, indicator, request.user)
    return render(
        request, "competitions/iga/claims/_state.html", {"row": desk.row, "removed": desk.removed, "renew": desk.renew}
    )
