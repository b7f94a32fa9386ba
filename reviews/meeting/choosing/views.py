"""Choosing what a meeting decides, and taking it out again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from foundation.chips import query_without_page
from proposals.core.sent import SentProposal
from proposals.core.workflow import Action, Role
from reviews.core.pages import stages_of
from reviews.meeting.choosing import choosing
from reviews.meeting.choosing.consequences import consequences
from reviews.meeting.core.lines import OUTCOMES_IN_ORDER, unknown_to
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.models import Meeting
from reviews.meeting.core.pages import carry_out, keys_of, seen_meeting, tell_refusal
from reviews.meeting.departures import requirements
from reviews.meeting.departures.departing import not_named
from reviews.meeting.departures.unsaid import kept_under
from reviews.meeting.preparing import services
from reviews.ranking.filters import StageFilter
from reviews.ranking.frozen import latest
from reviews.ranking.ranking import in_order, ranked

PER_PAGE = 50
OUTCOME = "hasil"


@coordinators_only
def meeting_choose(request: SignedInRequest, pk: int) -> HttpResponse:
    """The ranked proposals under review, to be ticked and given an outcome."""
    edited = seen_meeting(request, pk)
    if request.method == "POST":
        return _decide(request, edited)
    rows = SentProposal.objects.as_role(request.user, Role.COORDINATOR).under_review().filter(period=edited.period)
    stages = stages_of(edited.period)
    picked = StageFilter(request.GET, rows, stages=stages)
    frozen = latest(edited.period, edited.pk)
    page = Paginator(in_order(edited.period, picked.qs, frozen=frozen), PER_PAGE).get_page(request.GET.get("page"))
    shown = rows.select_related("agency").in_bulk(list(page))
    decided = dict(edited.decisions.values_list("proposal_id", "action"))
    owners = rows.filter(pk__in=decided).values_list("pk", "agency__short_name")
    cut = choosing.cut_of(request, edited, frozen)
    came_back = request.session.get(kept_under(edited, OUTCOME), {"keys": [], "note": "", "deviation": ""})
    context = {
        "meeting": edited,
        "filter": picked,
        "page_obj": page,
        "lines": choosing.offered(
            ranked(edited.period, list(shown), stages, frozen=frozen), shown, decided, cut, came_back["keys"]
        ),
        "frozen_words": frozen.words(unknown_to(request.user, edited.period)) if frozen else "",
        "outcomes": OUTCOMES_IN_ORDER,
        "came_back": came_back,
        "not_named": "" if requirements.may_deviate(edited, request.user) else not_named(edited),
        "follows": consequences((decided[key], agency) for key, agency in owners),
        "query": query_without_page(request),
    } | choosing.shown_cut(request, edited, cut, frozen)
    return render(request, "reviews/meeting/choosing/meeting_choose.html", context)


def _decide(request: SignedInRequest, edited: Meeting) -> HttpResponse:
    """Prepares the outcome; what was refused comes back ticked, with what was typed."""
    chosen, action = keys_of(request), request.POST.get("action", "")
    typed = {"note": request.POST.get("note", ""), "deviation": request.POST.get("deviation", "")}
    if not chosen or action not in OUTCOMES_IN_ORDER:
        request.session[kept_under(edited, OUTCOME)] = typed | {"keys": chosen}
        messages.error(request, "Centang paling sedikit satu usulan, lalu pilih hasilnya.")
        return redirect(request.get_full_path())
    try:
        note, deviation = typed["note"], typed["deviation"]
        outcome = services.decide(edited, action, chosen, by=request.user, note=note, deviation=deviation)
    except MeetingRefused as refusal:
        tell_refusal(request, refusal)
        return redirect(edited)
    if outcome.moved:
        messages.success(request, f"{Action(action).label}: {len(outcome.moved)} usulan disiapkan, belum dirilis.")
    for text in outcome.left_alone("tidak disiapkan"):
        messages.warning(request, text)
    if outcome.refused:
        request.session[kept_under(edited, OUTCOME)] = typed | {"keys": [one.pk for one, _ in outcome.refused]}
    else:
        request.session.pop(kept_under(edited, OUTCOME), None)
    return redirect(request.get_full_path())


@coordinators_only
@require_POST
def meeting_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    edited = seen_meeting(request, pk)

    def work() -> str:
        return f"{services.withdraw(edited, keys_of(request), by=request.user)} usulan dikeluarkan dari rapat."

    return carry_out(request, edited, work)
