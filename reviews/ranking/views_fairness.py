"""Pages that question a ranking: the fairness of a stage, and "what if the cut-off were elsewhere"."""

from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from agencies.core.models import Agency
from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from foundation.cache import drawn
from foundation.text.keys import natural
from foundation.text.rounding import in_figures
from proposals.core.sent import SentProposal
from proposals.core.workflow import DECIDED, ELIGIBLE, Role
from reviews.core.pages import (
    PEOPLE_PAGE,
    PEOPLE_PER_PAGE,
    PER_PAGE,
    chosen_period,
    chosen_stage,
    query_without_page,
    unseen,
)
from reviews.core.standings import StageFigures
from reviews.ranking import figures, whatif
from reviews.ranking.adjusting import last_reckoning
from reviews.ranking.forms import CutOffForm
from reviews.ranking.lines import choice_line, meeting_line
from reviews.ranking.ranking import ranking

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


@coordinators_only
def what_if(request: SignedInRequest) -> HttpResponse:
    """Moves the cut-off in thought: who would be in, and whether every agency still has one."""
    period = chosen_period(request)
    form = CutOffForm(request.GET or None)
    context: dict[str, Any] = {"period": period, "form": form}
    if period and form.is_valid():
        rows = SentProposal.objects.as_role(request.user, Role.COORDINATOR).filter(
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
            "moving": [meeting_line(line, known[line.proposal_id]) for line in answer.moving],
            "edge": [choice_line(line, known[line.proposal_id]) for line in answer.inside[-AT_THE_EDGE:]],
            "cut_title": f"Batas {in_figures(cut)}",
            "cut_text": f"{len(answer.inside)} usulan mencapainya",
            "without": sorted((name for _, name in agencies - held), key=natural),
            "agencies": len(agencies),
        }
    return render(request, "reviews/ranking/what_if.html", context)
