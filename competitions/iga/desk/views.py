"""Pages of the verification desk: the queue, and one claim after the other."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies.core.models import Agency
from agencies.core.permissions import coordinators_only, leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from competitions.core.editions import edition_of
from competitions.core.models import Edition
from competitions.iga.core.models import Claim
from competitions.iga.desk import digest, second, waiting
from competitions.iga.desk.drawing import MOVED, SECOND, claim_for, drawn, look_url, moved, place_of
from competitions.iga.desk.forms import JudgingForm
from competitions.iga.desk.services import ClaimMoved, VerdictRefused, judge
from competitions.iga.desk.waiting import Along, Lane, desk_url, lane_in, queue_url
from foundation.chips import query_without_page
from foundation.numbers import number_in
from foundation.once import sent_once

IGA = Edition.Programme.IGA
PER_PAGE = 50
LISTED = ("indicator", "proposal__agency")


@leaders_and_coordinators
def queue(request: SignedInRequest, year: int) -> HttpResponse:
    """How much waits of each indicator, and to coordinators the claims or innovations themselves, the oldest first."""
    edition, lane = edition_of(IGA, year), lane_in(request.GET)
    if lane.queue == Along.SECOND:
        return redirect("competitions:desk_second", year)
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
        context["seconds"] = _seconds(request, edition)
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
    """GET lays one claim on the desk; POST keeps the verdict on it and goes on to what waits next on the same way.

    Whoever can look at the claim a second time does that first, and reads the verdicts afterwards.
    """
    claim = claim_for(request, year, pk)
    lane = lane_in(request.GET)
    if not claim.value:
        messages.info(request, "Instansi sudah menarik klaim ini, jadi tidak ada yang perlu diputuskan.")
        return redirect(queue_url(year, lane))
    if second.to_look_at(request.user, claim.indicator.edition).filter(pk=claim.pk).exists():
        return _first_again(request, claim)
    if request.method != "POST":
        return drawn(request, claim, lane)
    return _answered(request, claim, lane)


def _first_again(request: SignedInRequest, claim: Claim) -> HttpResponse:
    """The way to the second look; what was typed on a page from before the first verdict stays."""
    if request.method != "POST":
        return redirect(look_url(claim.indicator.edition.year, claim.pk))
    form = JudgingForm(request.POST, claim=claim)
    form.add_error(
        None,
        "Koordinator lain sudah memutuskan klaim ini, dan klaim ini terpilih untuk pemeriksaan kedua. Putusan Anda "
        "belum disimpan: kirim sekali lagi sebagai pemeriksaan kedua, tanpa melihat yang pertama.",
    )
    return drawn(request, claim, SECOND, form, blind=True, status=MOVED)


def _answered(request: SignedInRequest, claim: Claim, lane: Lane) -> HttpResponse:
    """What was said is kept, or the claim is drawn again with what stands against it."""
    form = JudgingForm(request.POST, claim=claim)
    if number_in(request.POST.get("versi", "")) != claim.version:
        return moved(request, claim, lane)
    if not form.is_valid():
        return drawn(request, claim, lane, form, status=400)
    follows = place_of(claim, lane, request, blind=False).next
    try:
        verdict = judge(claim, form.spoken, by=request.user)
    except ClaimMoved:
        return moved(request, claim, lane)
    except VerdictRefused as refusal:
        form.add_error(None, str(refusal))
        return drawn(request, claim, lane, form, status=MOVED)
    told = f"{verdict.get_outcome_display()}: {claim.indicator}, “{claim.proposal.title}”."
    if follows:
        messages.success(request, told)
        return redirect(desk_url(claim.indicator.edition.year, follows, lane))
    messages.success(request, f"{told} Tidak ada lagi yang menunggu pada antrean ini.")
    return redirect(queue_url(claim.indicator.edition.year, lane))


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
    """The orders in which the queue can be read, what is not in it yet, and the second looks."""
    along = (("Menurut indikator", Along.INDICATOR), ("Menurut inovasi", Along.INNOVATION))
    tabs = [
        {"label": label, "url": queue_url(year, Lane(queue, lane.agency)), "active": lane.queue == queue}
        for label, queue in along
    ]
    lacking = {"label": "Bukti belum lengkap", "url": f"{queue_url(year, lane)}&lengkap=belum", "active": True}
    again = {"label": "Pemeriksaan kedua", "url": reverse("competitions:desk_second", args=[year]), "active": False}
    again["count"] = shown["seconds"]
    if shown["lacking"]:
        return [*({**tab, "active": False} for tab in tabs), lacking, again]
    return [*tabs, {**lacking, "active": False, "count": shown["unproven"]}, again]


def _seconds(request: SignedInRequest, edition: Edition) -> int:
    """How many claims wait for this coordinator's second look, or for a decision where two differ; two queries."""
    return sum(of(request.user, edition).count() for of in (second.to_look_at, second.to_settle))


def _page(request: SignedInRequest, rows: QuerySet[Any], since: str) -> Page[Any]:
    """One page of the rows, each with how long it has waited since the time in its column `since`, in words."""
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = [(row, waiting.waited_words(getattr(row, since, None) or row[since])) for row in page]
    return page
