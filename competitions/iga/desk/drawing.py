"""Drawing one claim on the desk: as it is, as it has become meanwhile, or for a second look without any verdict."""

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from agencies.core.requests import SignedInRequest
from competitions.iga.core.models import Claim
from competitions.iga.desk import second, waiting
from competitions.iga.desk.forms import JudgingForm
from competitions.iga.desk.laying import LaidClaim, laid
from competitions.iga.desk.seen import differences, read_back
from competitions.iga.desk.waiting import Along, ClaimPlace, Lane, desk_url

MOVED: Final = 409
DRAWN: Final = ("indicator__edition", "level", "proposal__agency", "verified_by")
SECOND: Final = Lane(Along.SECOND)


def claim_for(request: SignedInRequest, year: int, pk: int) -> Claim:
    """The claim if this coordinator judges its innovation; else there is no page."""
    mine = waiting.judged_by(request.user).values("pk")
    rows = Claim.objects.filter(indicator__edition__year=year, proposal__in=mine)
    return get_object_or_404(rows.select_related(*DRAWN), pk=pk)


def place_of(claim: Claim, lane: Lane, request: SignedInRequest, *, blind: bool) -> ClaimPlace:
    """Where the claim stands on its way; one query."""
    if lane.queue != Along.SECOND:
        return waiting.place_of(claim, lane, request.user)
    rows = second.to_look_at if blind else second.to_settle
    return waiting.placed(claim, rows(request.user, claim.indicator.edition))


def look_url(year: int, claim: int) -> str:
    """The desk with this claim on it for a second look."""
    return reverse("competitions:desk_look", args=[year, claim])


def moved(request: SignedInRequest, claim: Claim, lane: Lane) -> HttpResponse:
    """The claim as it is now, with what differs from the one that was judged; the reason that was typed stays."""
    now = Claim.objects.select_related(*DRAWN).get(pk=claim.pk)
    before = read_back(request.POST.get("lihat", ""))
    fresh = JudgingForm(None, claim=now, initial={"alasan": request.POST.get("alasan", "")})
    return drawn(request, now, lane, fresh, moved_from=before, is_moved=True, status=MOVED)


def drawn(
    request: SignedInRequest,
    claim: Claim,
    lane: Lane,
    form: JudgingForm | None = None,
    *,
    moved_from: Any = None,
    is_moved: bool = False,
    blind: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page; with `blind` it shows no verdict, and what is said there is a second look."""
    shown, year = laid(claim, request.user, request.GET, blind=blind), claim.indicator.edition.year
    context = {
        "edition": claim.indicator.edition,
        "claim": claim,
        "laid": shown,
        "lane": lane,
        "blind": blind,
        "action": look_url(year, claim.pk) if blind else desk_url(year, claim.pk, lane),
        "place": place_of(claim, lane, request, blind=blind),
        "waited": waiting.waited_words(claim.claimed_at),
        "form": form or JudgingForm(None, claim=claim),
        "carried": _carried(shown),
        "is_moved": is_moved,
        "moved": differences(moved_from, shown.seen) if moved_from else [],
    }
    return render(request, "competitions/iga/desk/desk.html", context, status=status)


def _carried(shown: LaidClaim) -> list[tuple[str, str]]:
    """What the form says of the claim that was seen."""
    return [("versi", str(shown.claim.version)), ("sesudah", str(shown.after)), ("lihat", shown.seen.line)]
