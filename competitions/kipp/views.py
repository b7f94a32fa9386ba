"""Pages of KIPP: the list by agency, nominating, and moving a nomination on."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.core.requests import SignedInRequest
from competitions.core.editions import asked_edition, edition_of
from competitions.core.models import Edition
from competitions.core.nominating import NominationRefused, moves_for
from competitions.core.permissions import participants_only
from competitions.kipp import services, sheets
from competitions.kipp.board import board_of
from competitions.kipp.forms import NominateForm
from competitions.kipp.nominationpage import nomination_of
from competitions.kipp.querysets import nominable_by
from foundation.once import sent_once
from foundation.sheets.xlsx import xlsx_response
from proposals.core.sent import SentProposal

KIPP = Edition.Programme.KIPP


@participants_only
def kipp_current(request: SignedInRequest) -> HttpResponse:
    edition = asked_edition(KIPP, request)
    if edition is None:
        return render(request, "competitions/core/no_edition.html", {"programme": KIPP.label})
    return redirect("competitions:kipp", edition.year)


@participants_only
def kipp(request: SignedInRequest, year: int) -> HttpResponse:
    edition = edition_of(KIPP, year)
    board, code = board_of(edition, request.user), request.GET.get("instansi")
    years = Edition.objects.filter(programme=KIPP).values_list("year", flat=True)
    context = {
        "edition": edition,
        "board": board.of_agency(code) if code else board,
        "narrowed": bool(code),
        "years": [
            {"label": f"{one}", "url": reverse("competitions:kipp", args=[one]), "active": one == year} for one in years
        ],
    }
    return render(request, "competitions/kipp/kipp.html", context)


@participants_only
def kipp_export(request: SignedInRequest, year: int) -> HttpResponse:
    board = board_of(edition_of(KIPP, year), request.user)
    return xlsx_response(sheets.nominations_xlsx(board), f"nominasi-kipp-{year}.xlsx")


def _offered(request: SignedInRequest, edition: Edition) -> QuerySet[SentProposal]:
    """What this person may still nominate, of one agency when the address names one."""
    offered = nominable_by(request.user, edition.year).select_related("agency").order_by("agency__sort_key", "number")
    code = request.GET.get("instansi")
    return offered.filter(agency__code=code) if code else offered


@participants_only
@sent_once()
def nominate(request: SignedInRequest, year: int) -> HttpResponse:
    edition = edition_of(KIPP, year)
    form = NominateForm(request.POST or None, offered=_offered(request, edition))
    if request.method == "POST" and form.is_valid():
        try:
            nomination = services.nominate(edition, form.cleaned_data["proposal"], by=request.user)
        except NominationRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"“{nomination.proposal.title}” dinominasikan untuk {edition}.")
        return redirect("competitions:kipp", year)
    return render(request, "competitions/kipp/nominate.html", {"edition": edition, "form": form})


@participants_only
def nomination_move(request: SignedInRequest, year: int, pk: int, key: str) -> HttpResponse:
    """GET asks for what the move needs and a confirmation; POST carries it out."""
    nomination = nomination_of(request.user, year, pk)
    proposal, closed = nomination.proposal, nomination.edition.is_closed(timezone.localdate())
    roles = SentProposal.objects.roles_of(request.user, proposal)
    open_now = moves_for(nomination.state, proposal.status, roles, closed=closed)
    move = next((move for move in open_now if move.key == key), None)
    context = {"nomination": nomination, "move": move, "year": year}
    if request.method != "POST":
        if move is None:
            raise Http404
        return render(request, "competitions/kipp/move.html", context)
    typed = {"text": request.POST.get("text", ""), "reason": request.POST.get("reason", "")}
    try:
        done = services.move(nomination, key, by=request.user, **typed)
    except NominationRefused as refusal:
        if move:
            at_number = isinstance(refusal, services.RefusedNumber)
            told = {"error": str(refusal), "at": "text" if at_number or not move.asks.number else "reason"}
            return render(request, "competitions/kipp/move.html", context | told | typed, status=400)
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{done.label}: “{proposal.title}”.")
    return redirect("competitions:nomination", year, pk)
