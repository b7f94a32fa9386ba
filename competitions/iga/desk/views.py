"""Pages of the verification desk: the queue, and one claim after the other."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies.core.models import Agency
from agencies.core.permissions import coordinators_only, leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from competitions.core.editions import edition_of
from competitions.core.models import Edition
from competitions.iga.core.models import Claim
from competitions.iga.desk import digest, waiting
from competitions.iga.desk.forms import JudgingForm
from competitions.iga.desk.laying import LaidClaim, laid
from competitions.iga.desk.seen import differences, read_back
from competitions.iga.desk.services import ClaimMoved, VerdictRefused, judge
from competitions.iga.desk.waiting import Along, Lane, desk_url, lane_in, queue_url
from foundation.chips import query_without_page
from foundation.numbers import number_in
from foundation.once import sent_once

IGA = Edition.Programme.IGA
PER_PAGE = 50
MOVED = 409
LISTED = ("indicator", "proposal__agency")
DRAWN = ("indicator__edition", "level", "proposal__agency", "verified_by")


@leaders_and_coordinators
def queue(request: SignedInRequest, year: int) -> HttpResponse:
    """How much waits of each indicator, and to coordinators the claims or innovations themselves, the oldest first."""
    edition, lane = edition_of(IGA, year), lane_in(request.GET)
    indicators = waiting.waiting_by_indicator(edition, request.user, lane.agency)
    context: dict[str, Any] = {
        "edition": edition,
        "lane": lane,
        "indicators": indicators,
        "amount": sum(row.waiting for row in indicators),
        "unproven": sum(row.unproven for row in indicators),
        "oldest_words": waiting.waited_words(min((row.oldest for row in indicators if row.oldest), default=None)),
        "agencies": _agencies(edition, request),
    }
    if request.user.is_coordinator:
        context |= _listed(request, edition, lane)
        context["tabs"] = _tabs(year, lane, context)
        context["name"] = next((row.indicator for row in indicators if row.indicator.number == context["number"]), "")
        context["page_query"] = query_without_page(request)
        context["untold"], context["untold_agencies"] = digest.told_soon(request.user)
    return render(request, "competitions/iga/desk/queue.html", context)


@coordinators_only
@require_POST
def tell(request: SignedInRequest, year: int) -> HttpResponse:
    """Tells the agencies on whose claims this coordinator has spoken now, of all that waits to be told them."""
    told = digest.send_now(request.user)
    if told:
        messages.success(request, f"{told} instansi dikabari, masing-masing dengan satu pesan.")
    else:
        messages.info(request, "Semua putusan Anda sudah dikabarkan.")
    return redirect(queue_url(year, lane_in(request.GET)))


@coordinators_only
@sent_once()
def desk(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """GET lays one claim on the desk; POST keeps the verdict on it and goes on to what waits next on the same way."""
    claim = _claim(request, year, pk)
    lane = lane_in(request.GET)
    if not claim.value:
        messages.info(request, "Instansi sudah menarik klaim ini, jadi tidak ada yang perlu diputuskan.")
        return redirect(queue_url(year, lane))
    if request.method != "POST":
        return _drawn(request, claim, lane)
    return _answered(request, claim, lane)


def _claim(request: SignedInRequest, year: int, pk: int) -> Claim:
    """The claim if this coordinator judges its innovation; else there is no page."""
    mine = waiting.judged_by(request.user).values("pk")
    rows = Claim.objects.filter(indicator__edition__year=year, proposal__in=mine)
    return get_object_or_404(rows.select_related(*DRAWN), pk=pk)


def _answered(request: SignedInRequest, claim: Claim, lane: Lane) -> HttpResponse:
    """What was said is kept, or the claim is drawn again with what stands against it."""
    form = JudgingForm(request.POST, claim=claim)
    if number_in(request.POST.get("versi", "")) != claim.version:
        return _moved(request, claim, lane)
    if not form.is_valid():
        return _drawn(request, claim, lane, form, status=400)
    follows = waiting.place_of(claim, lane, request.user).next
    try:
        verdict = judge(claim, form.spoken, by=request.user)
    except ClaimMoved:
        return _moved(request, Claim.objects.select_related(*DRAWN).get(pk=claim.pk), lane)
    except VerdictRefused as refusal:
        form.add_error(None, str(refusal))
        return _drawn(request, claim, lane, form, status=MOVED)
    told = f"{verdict.get_outcome_display()}: {claim.indicator}, “{claim.proposal.title}”."
    if follows:
        messages.success(request, told)
        return redirect(desk_url(claim.indicator.edition.year, follows, lane))
    messages.success(request, f"{told} Tidak ada lagi yang menunggu pada antrean ini.")
    return redirect(queue_url(claim.indicator.edition.year, lane))


def _moved(request: SignedInRequest, claim: Claim, lane: Lane) -> HttpResponse:
    """The claim as it is now, with what differs from the one that was judged; the reason that was typed stays."""
    before = read_back(request.POST.get("lihat", ""))
    fresh = JudgingForm(None, claim=claim, initial={"alasan": request.POST.get("alasan", "")})
    return _drawn(request, claim, lane, fresh, moved_from=before, is_moved=True, status=MOVED)


def _drawn(
    request: SignedInRequest,
    claim: Claim,
    lane: Lane,
    form: JudgingForm | None = None,
    *,
    moved_from: Any = None,
    is_moved: bool = False,
    status: int = 200,
) -> HttpResponse:
    shown = laid(claim, request.user, request.GET)
    context = {
        "edition": claim.indicator.edition,
        "claim": claim,
        "laid": shown,
        "lane": lane,
        "place": waiting.place_of(claim, lane, request.user),
        "waited": waiting.waited_words(claim.claimed_at),
        "form": form or JudgingForm(None, claim=claim),
        "carried": _carried(shown),
        "is_moved": is_moved,
        "moved": differences(moved_from, shown.seen) if moved_from else [],
    }
    return render(request, "competitions/iga/desk/desk.html", context, status=status)


def _carried(shown: LaidClaim) -> list[tuple[str, str]]:
    """What the form says of the claim that was seen."""
    after = shown.judging.pk if shown.judging else 0
    return [("versi", str(shown.claim.version)), ("sesudah", str(after)), ("lihat", shown.seen.line)]


def _agencies(edition: Edition, request: SignedInRequest) -> QuerySet[Agency]:
    """Those of which something waits, in their order, for the filter."""
    rows = Claim.objects.filter(waiting.READY | waiting.UNPROVEN, indicator__edition=edition)
    waits = rows.filter(proposal__in=waiting.counted_for(request.user).values("pk")).values("proposal__agency")
    return Agency.objects.filter(pk__in=waits).order_by("short_sort_key", "pk")


def _listed(request: SignedInRequest, edition: Edition, lane: Lane) -> dict[str, Any]:
    """What a coordinator goes through: the claims of one indicator, the innovations, or what lacks evidence."""
    number, lacking = number_in(request.GET.get("indikator", "")), "lengkap" in request.GET
    claims = waiting.waiting_for(request.user, edition, lane.agency)
    if number is not None:
        claims = claims.filter(indicator__number=number)
    listed: dict[str, Any] = {"first": None, "number": number, "lacking": lacking}
    if lacking:
        rows = waiting.unproven_for(request.user, edition, lane.agency)
        return listed | {"page_obj": _page(request, rows.select_related(*LISTED), "claimed_at")}
    listed["first"] = claims.values_list("pk", flat=True).first()
    if lane.queue == Along.INNOVATION:
        return listed | {"page_obj": _page(request, waiting.by_innovation(claims), "oldest")}
    if number is None:
        return listed
    rows = claims.annotate(reopened=waiting.REOPENED).select_related(*LISTED)
    return listed | {"page_obj": _page(request, rows, "claimed_at")}


def _tabs(year: int, lane: Lane, shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The orders in which the queue can be read, and what is not in it yet."""
    along = (("Menurut indikator", Along.INDICATOR), ("Menurut inovasi", Along.INNOVATION))
    tabs = [
        {"label": label, "url": queue_url(year, Lane(queue, lane.agency)), "active": lane.queue == queue}
        for label, queue in along
    ]
    lacking = {"label": "Bukti belum lengkap", "url": f"{queue_url(year, lane)}&lengkap=belum", "active": True}
    if shown["lacking"]:
        return [*({**tab, "active": False} for tab in tabs), lacking]
    return [*tabs, {**lacking, "active": False, "count": shown["unproven"]}]


def _page(request: SignedInRequest, rows: QuerySet[Any], since: str) -> Page[Any]:
    """One page of the rows, each with how long it has waited since the time in its column `since`, in words."""
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = [(row, waiting.waited_words(getattr(row, since, None) or row[since])) for row in page]
    return page
