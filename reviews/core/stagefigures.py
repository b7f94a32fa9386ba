"""What the complete reviews of proposals amount to, stage by stage: one query for any number of proposals."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from proposals.core.sent import SentProposal
from reviews.core.models import ReviewStage
from reviews.core.standings import StageFigures

Figures = dict[int, dict[int, StageFigures]]
"""SentProposal → stage order → figures."""


def stage_figures(rows: QuerySet[SentProposal] | Iterable[int], stages: Iterable[ReviewStage]) -> Figures:
    """Figures over complete reviews that could be judged, of proposals or of their keys; one query."""
    known = {stage.pk: stage for stage in stages}
    keys: Any = rows.order_by().values("pk") if isinstance(rows, QuerySet) else list(rows)
    found: Figures = {}
    for line in StageFigures.objects.filter(proposal__in=keys, stage__in=known, n__gt=0):
        line.stage = known[line.stage_id]
        found.setdefault(line.proposal_id, {})[line.stage.order] = line
    return found
