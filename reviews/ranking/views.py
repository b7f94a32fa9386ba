"""The coordinator's pages: who reviews what, the ranking and what is decided from it, and their exports."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from foundation.chips import query_without_page
from foundation.papers.rendering import pdf_response
from foundation.sheets.xlsx import xlsx_response
from proposals.core import workflow
from proposals.core.period.models import Period
from proposals.core.sent import SentProposal
from proposals.core.workflow import DECIDED, ELIGIBLE, Role
from reviews.core.models import ReviewStage
from reviews.core.pages import PER_PAGE, chosen_period, coordinated, stages_of, unseen
from reviews.ranking import deciding, sheets
from reviews.ranking.adjusting import last_reckoning
from reviews.ranking.filters import RankingFilter
from reviews.ranking.forms import CutForm
from reviews.ranking.frozen import latest
from reviews.ranking.lines import ranking_line
from reviews.ranking.ranking import in_order, ranked
from reviews.scoring.rules import TIE_RULES
from reviews.scoring_desk import papers as scoring_desk_papers


def _ranked(
    request: SignedInRequest, period: Period | None, stages: list[ReviewStage]
) -> tuple[RankingFilter, QuerySet[SentProposal]]:
    """The filter and the proposals of the ranking that this person coordinates."""
    rows = SentProposal.objects.as_role(request.user, Role.COORDINATOR).filter(
        period=period, status__in=ELIGIBLE | DECIDED
    )
    picked = RankingFilter(request.GET, rows, stages=stages)
    return picked, picked.qs


# What a line shows of the proposal itself.
SHOWN = ("title", "number", "status", "review_round", "agency__short_name")


@coordinators_only
def ranking_page(request: SignedInRequest) -> HttpResponse:
    """Raw and adjusted scores side by side, in the order of the official ones, each with its place in the period."""
    period = chosen_period(request)
    stages = stages_of(period)
    picked, rows = _ranked(request, period, stages)
    hidden, frozen = unseen(request.user), latest(period)
    # Without a filter the order of the whole period is read as it is stored, past the few that are hidden.
    keys = in_order(period, rows, frozen=frozen) if picked.narrows else in_order(period, frozen=frozen, hidden=hidden)
    page = Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    known = rows.select_related("agency").only(*SHOWN).in_bulk(list(page))
    names = {stage.order: stage.name for stage in stages}
    found = ranked(period, list(known), stages, frozen=frozen) if period else []
    lines = [(line, known[line.proposal_id]) for line in found]
    reckoned = last_reckoning(period) if period else None
    adjusted = reckoned is not None and reckoned.official
    context = {
        "period": period,
        "filter": picked,
        "page_obj": page,
        "lines": [
            (line, ranking_line(line, proposal, names.get(proposal.review_round), adjusted=adjusted), proposal)
            for line, proposal in lines
        ],
        "reckoned": reckoned,
        "frozen_words": frozen.words(hidden) if frozen else "",
        "actions": deciding.BATCH_ACTIONS,
        "query": query_without_page(request),
        "cut_form": CutForm(initial=request.GET.dict()),
        "tie_rules": TIE_RULES,
    }
    return render(request, "reviews/ranking/ranking.html", context)


@coordinators_only
def ranking_xlsx(request: SignedInRequest) -> HttpResponse:
    period = chosen_period(request)
    if period is None:
        raise Http404
    _, rows = _ranked(request, period, stages_of(period))
    return xlsx_response(
        sheets.ranking_xlsx(period, rows, hidden=unseen(request.user)), f"peringkat-{timezone.localdate():%Y%m%d}.xlsx"
    )


@coordinators_only
@require_POST
def decide(request: SignedInRequest) -> HttpResponse:
    """Carries one action out on the ticked rows, after naming them once more.

    The address carries the filter and the page of the ranking, so that one comes back to the same rows.
    """
    action, chosen = request.POST.get("action", ""), deciding.picked(request.POST.getlist("pilih"))
    back = f"{reverse('reviews:ranking')}?{request.GET.urlencode()}"
    if action not in deciding.BATCH_ACTIONS or not chosen:
        messages.error(request, "Centang paling sedikit satu usulan, lalu pilih tindakannya.")
        return redirect(back)
    step = next(step for step in workflow.STEPS if step.action == action)
    if "yakin" not in request.POST:
        rows = deciding.named(chosen, by=request.user)
        return render(request, "reviews/ranking/decide.html", {"step": step, "rows": rows, "back": back})
    _report(request, step, deciding.batch(action, chosen, by=request.user))
    return redirect(back)


def _report(request: SignedInRequest, step: workflow.Step, outcome: deciding.BatchOutcome) -> None:
    if outcome.moved:
        messages.success(request, f"{step.action.label}: {len(outcome.moved)} usulan.")
    for text in outcome.left_alone("tidak diubah"):
        messages.warning(request, text)
    if not outcome.moved and not outcome.refused:
        messages.error(request, "Tidak ada usulan yang dapat diubah. Muat ulang peringkat, lalu pilih lagi.")


@coordinators_only
def recap(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = coordinated(request, pk)
    return pdf_response(
        scoring_desk_papers.recap_pdf(proposal, timezone.now()), f"rekap-nilai-{proposal.reference}.pdf"
    )
