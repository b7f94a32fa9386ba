"""The page of the fairness of a stage: how far reviewers lie apart, and who is strict or lenient."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from foundation.cache import drawn
from foundation.chips import query_without_page
from reviews.core.pages import (
    PEOPLE_PAGE,
    PEOPLE_PER_PAGE,
    PER_PAGE,
    chosen_period,
    chosen_stage,
    unseen,
)
from reviews.core.standings import StageFigures
from reviews.ranking import figures
from reviews.ranking.adjusting import last_reckoning

# How many of those above the line of the cut are shown with it.
AT_THE_EDGE = 3
# What a line of a proposal shows; everything else stays in the database.
SHOWN = (
    "n", "mean", "median", "spread", "adjusted", "stage",
    "proposal__title", "proposal__number", "proposal__agency__short_name",
)  # fmt: skip


@coordinators_only
def fairness(request: SignedInRequest) -> HttpResponse:
    """Proposals that lie furthest apart come first, reviewers go by their names."""
    stage, stages = chosen_stage(request, chosen_period(request))
    hidden = unseen(request.user)
    lines = figures.disagreements(stage, hidden).select_related("proposal__agency").only(*SHOWN)
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    people = Paginator(figures.reviewers_of(stage, hidden), PEOPLE_PER_PAGE).get_page(request.GET.get(PEOPLE_PAGE))
    reckoned = last_reckoning(stage.period)
    for line in page:
        line.stage = stage
    rows = figures.reviewer_rows(stage, hidden, list(people))
    context = {
        "stage": stage,
        "stages": stages,
        "page_obj": page,
        "people_page": people,
        "people_name": PEOPLE_PAGE,
        "reviewer_lines": drawn("reviews/ranking/_reviewer_lines.html", {"people": rows}, [row.shown for row in rows]),
        "proposal_lines": drawn(
            "reviews/ranking/_disagreement_lines.html", {"lines": page}, [_shown(line) for line in page]
        ),
        "reckoned": reckoned,
        "why_not": reckoned.why_not(stage),
        "query": query_without_page(request),
        "people_query": query_without_page(request, PEOPLE_PAGE),
    }
    return render(request, "reviews/ranking/fairness.html", context)


def _shown(line: StageFigures) -> tuple[Any, ...]:
    """Everything that the line of a proposal shows."""
    named = (line.proposal_id, line.proposal.title, line.proposal.reference, line.proposal.agency.short_name)
    return *named, line.n, str(line.shown_mean), line.median, line.spread, line.dispute_words, line.adjusted
