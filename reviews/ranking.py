"""The ranking of a period: figures from three queries, the order and its ties from scoring.py."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Avg, Count, DecimalField, Max, Min, QuerySet

from proposals.models import Period
from reviews import scoring
from reviews.fairness import Adjustment, TooLittleOverlap
from reviews.figures import adjustments
from reviews.models import Assignment, ReviewStage


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


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the ranking; `here` are the figures of the stage in which the proposal stands."""

    proposal_id: int
    number: str
    place: int | None
    score: Decimal | None
    here: StageFigures | None
    stages: dict[int, StageFigures]
    decided_by: str


def stage_figures(rows: QuerySet, stages: Iterable[ReviewStage]) -> dict[int, dict[int, StageFigures]]:
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
    for line in figures:
        stage, proposal = known[line.pop("stage_id")], line.pop("proposal_id")
        found.setdefault(proposal, {})[stage.order] = StageFigures(stage=stage, **_exact(line))
    return found


def _exact(line: dict[str, Any]) -> dict[str, Any]:
    line["median"] = Decimal(str(line["median"]))
    return line


def ranking(period: Period, rows: QuerySet) -> list[Row]:
    """The proposals of `rows` in official order: weighted means over the stages scored so far; three queries.

    The score is Σ(share × stage mean) / Σ(share) over the scored stages (`scoring.final_score`); ties are settled by
    `scoring.TIE_RULES`, so that the order depends on nothing but the record.
    """
    stages = list(period.review_stages.select_related("rubric").order_by("order"))
    figures = stage_figures(rows, stages)
    adjusted = adjustments(stages) if period.ranking_column == Period.RankingColumn.ADJUSTED else {}
    rounds: dict[str, tuple[int, int]] = {}
    entries = []
    for pk, number, submitted_at, round_ in rows.order_by().values_list("pk", "number", "submitted_at", "review_round"):
        own = figures.get(pk, {})
        here = own.get(round_)
        rounds[number] = (pk, round_)
        entries.append(
            scoring.Entry(
                number=number,
                score=_final(stages, own, adjusted, pk),
                median=here.median if here else None,
                heaviest=here.lead if here else None,
                submitted_at=submitted_at,
                stages_scored=len(own),
            )
        )
    return [_row(ranked, *rounds[ranked.entry.number], figures) for ranked in scoring.rank(entries)]


def _row(ranked: scoring.Ranked, pk: int, round_: int, figures: dict[int, dict[int, StageFigures]]) -> Row:
    own = figures.get(pk, {})
    score = None if ranked.entry.score is None else scoring.printed(ranked.entry.score)
    return Row(pk, ranked.entry.number, ranked.place, score, own.get(round_), own, ranked.decided_by)


def _final(
    stages: list[ReviewStage],
    own: dict[int, StageFigures],
    adjusted: dict[int, Adjustment | TooLittleOverlap],
    proposal: int,
) -> Decimal | None:
    """The official score; where adjusted means are official but the overlap is too thin, the raw mean stands in."""
    if not own:
        return None
    parts = []
    for stage in stages:
        here, found = own.get(stage.order), adjusted.get(stage.order)
        mean = here.mean if here else None
        if here and isinstance(found, Adjustment):
            mean = found.means.get(proposal, here.mean)
        parts.append(scoring.StageScore(Decimal(stage.share), mean))
    return scoring.final_score(parts).score
