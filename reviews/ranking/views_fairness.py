"""Pages that question a ranking: the fairness of a stage, and "what if the cut-off were elsewhere"."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from agencies.core.models import Agency, User
from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from proposals.core.models import Proposal
from proposals.core.workflow import DECIDED, ELIGIBLE, Role
from reviews.core.models import ReviewStage
from reviews.core.pages import (
    PEOPLE_PAGE,
    PEOPLE_PER_PAGE,
    PER_PAGE,
    chosen_period,
    chosen_stage,
    kept_for_reader,
    query_without_page,
)
from reviews.ranking import figures, whatif
from reviews.ranking.forms import CutOffForm
from reviews.ranking.ranking import ranking
from reviews.scoring.fairness import TooLittleOverlap
from reviews.scoring.rules import Summary


@coordinators_only
def fairness(request: SignedInRequest) -> HttpResponse:
    stage, stages = chosen_stage(request, chosen_period(request))
    rows = Proposal.objects.as_role(request.user, Role.COORDINATOR).filter(period=stage.period_id)
    number, people_number = request.GET.get("page"), request.GET.get(PEOPLE_PAGE)
    kept = kept_for_reader(
        request, f"fairness-{stage.pk}", lambda: _fair_page(stage, rows, number=number, people_number=people_number)
    )
    shown = rows.select_related("agency").only("sent_title", "number", "agency__short_name")
    known = shown.in_bulk([line.key for line, _ in kept.lines])
    names = User.objects.in_bulk([row.person for row in kept.people])
    context = {
        "stage": stage,
        "stages": stages,
        "page_obj": Paginator(range(kept.proposals), PER_PAGE).get_page(number),
        "people_page": Paginator(range(kept.reviewers), PEOPLE_PER_PAGE).get_page(people_number),
        "people_name": PEOPLE_PAGE,
        "proposals": [(line, known[line.key], summary) for line, summary in kept.lines],
        "people": [(names[row.person], row) for row in kept.people],
        "why_not": kept.why_not,
        "query": query_without_page(request),
        "people_query": query_without_page(request, PEOPLE_PAGE),
    }
    return render(request, "reviews/ranking/fairness.html", context)


@dataclass(frozen=True, slots=True)
class FairPage:
    """One page of the fairness of a stage: how many proposals and reviewers there are, and those on the page."""

    proposals: int
    reviewers: int
    lines: list[tuple[figures.ProposalRow, Summary]]
    people: list[figures.ReviewerRow]
    why_not: str


def _fair_page(
    stage: ReviewStage, rows: QuerySet[Proposal], *, number: str | None, people_number: str | None
) -> FairPage:
    """Weighs all reviews of the stage; proposals that lie furthest apart come first, reviewers go by their names."""
    lines, people, adjustment = figures.stage_rows(stage, rows)
    names = dict(User.objects.filter(pk__in=[row.person for row in people]).values_list("pk", "full_name"))
    by_name = sorted(people, key=lambda row: (names[row.person], row.person))
    shown = Paginator(lines, PER_PAGE).get_page(number)
    return FairPage(
        proposals=len(lines),
        reviewers=len(people),
        lines=[(line, line.summary) for line in shown],
        people=list(Paginator(by_name, PEOPLE_PER_PAGE).get_page(people_number)),
        why_not=adjustment.reason if isinstance(adjustment, TooLittleOverlap) else "",
    )


@coordinators_only
def what_if(request: SignedInRequest) -> HttpResponse:
    """Moves the cut-off in thought: who would be in, and whether every agency still has one."""
    period = chosen_period(request)
    form = CutOffForm(request.GET or None)
    context: dict[str, Any] = {"period": period, "form": form}
    if period and form.is_valid():
        rows = Proposal.objects.as_role(request.user, Role.COORDINATOR).filter(
            period=period, status__in=ELIGIBLE | DECIDED
        )
        cut, other = form.cleaned_data["batas"], form.cleaned_data["banding"]
        answer = whatif.compare(ranking(period, rows), Decimal(cut), Decimal(other) if other is not None else None)
        known = rows.select_related("agency").in_bulk([line.proposal_id for line in (*answer.moving, *answer.inside)])
        agencies = set(Agency.objects.active().in_target().values_list("pk", "short_name"))
        held = {
            (known[line.proposal_id].agency_id, known[line.proposal_id].agency.short_name) for line in answer.inside
        }
        context |= {
            "answer": answer,
            "moving": [(line, known[line.proposal_id]) for line in answer.moving],
            "without": sorted(name for _, name in agencies - held),
            "agencies": len(agencies),
        }
    return render(request, "reviews/ranking/what_if.html", context)
