"""Pages of the second looks: what waits for one, where two verdicts differ, and one claim without its first verdict."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from agencies.core.permissions import coordinators_only, leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from competitions.core.editions import edition_of
from competitions.core.models import Edition
from competitions.iga.core.models import Claim, ClaimVerdict
from competitions.iga.desk import second
from competitions.iga.desk.drawing import MOVED, SECOND, claim_for, drawn, look_url, moved, place_of
from competitions.iga.desk.forms import JudgingForm
from competitions.iga.desk.services import ClaimMoved, VerdictRefused, look_again
from foundation.chips import query_without_page
from foundation.numbers import number_in
from foundation.once import sent_once

IGA = Edition.Programme.IGA
PER_PAGE = 50
LISTED = ("indicator", "proposal__agency")


@leaders_and_coordinators
def second_queue(request: SignedInRequest, year: int) -> HttpResponse:
    """How often two people agree, and to coordinators what waits for their second look and for a decision."""
    edition = edition_of(IGA, year)
    by_indicator = second.agreement_by_indicator(edition, request.user)
    context: dict[str, Any] = {
        "edition": edition,
        "percent": edition.iga.second_look_percent,
        "agreement": second.total(by_indicator),
        "by_indicator": by_indicator,
    }
    if request.user.is_coordinator:
        waits = second.to_look_at(request.user, edition).select_related(*LISTED)
        page = Paginator(waits, PER_PAGE).get_page(request.GET.get("page"))
        context |= {
            "page_obj": page,
            "page_query": query_without_page(request),
            "others": second.not_looked_at(request.user, edition).count() - page.paginator.count,
            "differing": _differing(request, edition),
        }
    return render(request, "competitions/iga/desk/second.html", context)


def _differing(request: SignedInRequest, edition: Edition) -> list[tuple[Claim, ClaimVerdict]]:
    """The claims on which two people differ, each with the second look, which knows the first; two queries."""
    claims = list(second.to_settle(request.user, edition).select_related(*LISTED))
    looks = ClaimVerdict.objects.filter(claim__in=claims, second=True, answer=None).select_related("by", "answers__by")
    newest = {look.claim_id: look for look in looks.order_by("pk")}
    return [(claim, newest[claim.pk]) for claim in claims]


@coordinators_only
@sent_once()
def look(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """GET lays a claim on the desk without any verdict; POST keeps what this person finds and goes on to the next."""
    claim = claim_for(request, year, pk)
    if not claim.value:
        messages.info(request, "Instansi sudah menarik klaim ini, jadi tidak ada yang perlu diperiksa.")
        return redirect("competitions:desk_second", year)
    is_mine = second.to_look_at(request.user, claim.indicator.edition).filter(pk=claim.pk).exists()
    if request.method == "POST":
        return _answered(request, claim, is_mine=is_mine)
    if is_mine:
        return drawn(request, claim, SECOND, blind=True)
    messages.info(request, "Klaim ini tidak menunggu pemeriksaan kedua dari Anda.")
    return redirect("competitions:desk_second", year)


def _answered(request: SignedInRequest, claim: Claim, *, is_mine: bool) -> HttpResponse:
    """What was found is kept, or the claim is drawn with what stands against it; with verdicts where nothing waits."""
    form, year = JudgingForm(request.POST, claim=claim), claim.indicator.edition.year
    if number_in(request.POST.get("versi", "")) != claim.version:
        return moved(request, claim, SECOND)
    if not form.is_valid():
        return drawn(request, claim, SECOND, form, blind=is_mine, status=400)
    follows = place_of(claim, SECOND, request, blind=True).next
    try:
        looked = look_again(claim, form.spoken, by=request.user)
    except ClaimMoved:
        return moved(request, claim, SECOND)
    except VerdictRefused as refusal:
        form.add_error(None, str(refusal))
        return drawn(request, claim, SECOND, form, blind=is_mine, status=MOVED)
    _tell(request, looked)
    return redirect(look_url(year, follows)) if follows else redirect("competitions:desk_second", year)


def _tell(request: SignedInRequest, looked: ClaimVerdict) -> None:
    """Only now the person learns what was found before."""
    if both := second.difference(looked):
        found, first = looked.found, both[0]
        words = f"Berbeda: Anda menemukan {found}, {first.by} {first.found}. Klaim menunggu diselesaikan."
        messages.warning(request, words)
    else:
        messages.success(request, f"Sama dengan putusan pertama: {looked.found}.")
