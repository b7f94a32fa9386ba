"""What the complete reviews of a proposal amount to, stage by stage: one query for any number of proposals."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Avg, Count, DecimalField, Max, Min, QuerySet

from proposals.core.models import Proposal
from reviews.core.models import Assignment, ReviewStage
from reviews.scoring import rules as scoring


class Median(Aggregate):
    """PostgreSQL's percentile_cont(0.5): the middle value, or the mean of the two in the middle."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DecimalField(max_digits=5, decimal_places=2)


@dataclass(frozen=True, slots=True)
class StageFigures:
    """What the complete reviews of one proposal in one stage amount to, on 0–100."""

    stage: ReviewStage
    n: int
    mean: Decimal
    median: Decimal
    lead: Decimal | None
    lowest: Decimal
    highest: Decimal

    @property
    def spread(self) -> Decimal:
        """Highest − lowest, in points."""
        return scoring.printed(self.highest - self.lowest)

    @property
    def disputed(self) -> bool:
        """Whether the reviewers lie further apart than the stage allows."""
        return self.spread > self.stage.spread_limit

    @property
    def enough(self) -> bool:
        """Whether the stage has the complete reviews it asks for."""
        return self.n >= self.stage.minimum_scores


def stage_figures(rows: QuerySet[Proposal], stages: Iterable[ReviewStage]) -> dict[int, dict[int, StageFigures]]:
    """Proposal → stage order → figures over complete reviews that could be judged; one query."""
    known = {stage.pk: stage for stage in stages}
    found: dict[int, dict[int, StageFigures]] = {}
    figures = (
        Assignment.objects.done()
        .filter(proposal__in=rows.order_by().values("pk"), stage__in=known, total__isnull=False)
        .order_by()
        .values("proposal_id", "stage_id")
        .annotate(
            n=Count("pk"),
            mean=Avg("total"),
            median=Median("total"),
            lead=Avg("lead"),
            lowest=Min("total"),
            highest=Max("total"),
        )
    )
    lines: Iterator[dict[str, Any]] = map(dict, figures)
    for line in lines:
        stage, proposal = known[line.pop("stage_id")], line.pop("proposal_id")
        found.setdefault(proposal, {})[stage.order] = StageFigures(stage=stage, **_exact(line))
    return found


def _exact(line: dict[str, Any]) -> dict[str, Any]:
    line["median"] = Decimal(str(line["median"]))
    return line
