"""The page "what if the cut-off were elsewhere": it changes nothing and keeps its question in the address."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from foundation.numbers import number_in
from proposals.core.sent import SentProposal
from reviews.core.pages import chosen_period, stages_of
from reviews.ranking import cutting
from reviews.ranking.cutting import Effects, Limit
from reviews.ranking.forms import WhatIfForm
from reviews.ranking.frozen import latest
from reviews.ranking.lines import choice_line
from reviews.ranking.ranking import ranked

# How many of those above the line of the cut are shown with it.
AT_THE_EDGE = 3


@coordinators_only
def what_if(request: SignedInRequest) -> HttpResponse:
    """Moves the cut-off in thought: who would be in, and what follows from it."""
    period = chosen_period(request)
    asked = any(name in request.GET for name in WhatIfForm.base_fields)
    form = WhatIfForm(request.GET if asked else None)
    limit = form.limit if period else None
    meeting = number_in(request.GET.get("rapat", ""))
    kept = f"?{urlencode({'tahun': period.year} | (limit.query if limit else {}))}" if period else ""
    context: dict[str, Any] = {"period": period, "form": form, "meeting": meeting, "kept": kept}
    if period and limit:
        frozen = latest(period)
        answer = cutting.effects(request.user, period, limit, frozen=frozen)
        other, rows = form.other, cutting.decidable(request.user, period)
        there = cutting.inside(period, rows, other, frozen=frozen) if other else answer.inside
        moving = tuple(key for key in (*there, *answer.inside) if (key in there) != (key in answer.inside))
        edge = answer.inside[-AT_THE_EDGE:]
        keys = [*edge, *answer.following, *moving]
        known = SentProposal.objects.select_related("agency").in_bulk(keys)
        found = ranked(period, keys, stages_of(period), frozen=frozen)
        lines = {row.proposal_id: choice_line(row, known[row.proposal_id]) for row in found}
        context |= {
            "answer": answer,
            "edge": [lines[key] for key in edge],
            "following": [lines[key] for key in answer.following],
            "moving": [lines[key] for key in moving],
            "other": other,
            "meeting_url": _in_meeting(meeting, limit) if meeting else "",
        } | cut_links(request, answer)
    return render(request, "reviews/ranking/what_if.html", context)


def _in_meeting(meeting: int, limit: Limit) -> str:
    """Where the same limit ticks what a meeting decides on; that page looks who may open it."""
    return f"{reverse('reviews:meeting_choose', args=[meeting])}?{urlencode(limit.query)}"


def cut_links(request: SignedInRequest, answer: Effects) -> dict[str, str]:
    """The addresses of this page with the cut one step tighter and one wider, everything else as it is."""

    def moved(limit: Limit | None) -> str:
        query: QueryDict = request.GET.copy()
        query.pop("page", None)
        if limit is None:
            return ""
        for name, value in limit.query.items():
            query[name] = value
        return f"?{query.urlencode()}"

    return {"fewer": moved(answer.limit.tighter), "more": moved(answer.limit.wider)}
