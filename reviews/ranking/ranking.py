"""The ranking of a period: figures from three queries, the order and its ties from scoring.py."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from proposals.core.models import Proposal
from proposals.core.periods import Period
from reviews.core.models import ReviewStage
from reviews.core.stagefigures import StageFigures, stage_figures
from reviews.ranking.adjusted import AdjustedScores, adjusted_scores, raw_score
from reviews.scoring import rules as scoring


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the ranking; `here` are the figures of the stage in which the proposal stands.

    `score` is the official one, either `raw` or `adjusted`; the latter is None where it was not worked out.
    """

    proposal_id: int
    number: str
    place: int | None
    score: Decimal | None
    raw: Decimal | None
    adjusted: Decimal | None
    here: StageFigures | None
    stages: dict[int, StageFigures]
    decided_by: str


@dataclass(frozen=True, slots=True)
class Standings:
    """The rows in official order; `reason` says why there are no adjusted scores, else it is empty.

    `by_adjusted`: whether the order follows the adjusted scores; without these the raw ones stand in.
    """

    rows: list[Row]
    reason: str
    by_adjusted: bool


def standings(period: Period, rows: QuerySet[Proposal]) -> Standings:
    """The proposals of `rows` in official order, with raw and adjusted scores side by side; four queries.

    Adjusted scores rest on all reviews of the period, so that they are the same whoever looks.
    """
    stages = _stages(period)
    adjusted = adjusted_scores(stages)
    by_adjusted = _by_adjusted(period) and not adjusted.reason
    return Standings(_ranked(rows, stages, adjusted, by_adjusted=by_adjusted), adjusted.reason, by_adjusted)


def ranking(period: Period, rows: QuerySet[Proposal]) -> list[Row]:
    """The proposals of `rows` in official order; adjusted scores are worked out only where they are the official ones.

    The score is Σ(share × stage mean) / Σ(share) over the scored stages (`scoring.final_score`); ties are settled by
    `scoring.TIE_RULES`, so that the order depends on nothing but the record.
    """
    stages = _stages(period)
    if not _by_adjusted(period):
        return _ranked(rows, stages, AdjustedScores({}), by_adjusted=False)
    adjusted = adjusted_scores(stages)
    return _ranked(rows, stages, adjusted, by_adjusted=not adjusted.reason)


def _by_adjusted(period: Period) -> bool:
    return period.ranking_column == Period.RankingColumn.ADJUSTED


def _stages(period: Period) -> list[ReviewStage]:
    return list(period.review_stages.select_related("rubric").order_by("order"))


def _ranked(
    rows: QuerySet[Proposal], stages: list[ReviewStage], adjusted: AdjustedScores, *, by_adjusted: bool
) -> list[Row]:
    figures = stage_figures(rows, stages)
    known: dict[str, tuple[int, int, Decimal | None]] = {}
    entries = []
    for pk, number, submitted_at, round_ in rows.order_by().values_list("pk", "number", "submitted_at", "review_round"):
        own = figures.get(pk, {})
        here, raw = own.get(round_), raw_score(own)
        known[number or ""] = (pk, round_, raw)
        entries.append(
            scoring.RankEntry(
                number=number or "",
                score=adjusted.scores.get(pk) if by_adjusted else raw,
                median=here.median if here else None,
                heaviest=here.lead if here else None,
                submitted_at=submitted_at,
                stages_scored=len(own),
            )
        )
    found = []
    for ranked in scoring.rank(entries):
        pk, round_, raw = known[ranked.entry.number]
        own = figures.get(pk, {})
        found.append(
            Row(
                proposal_id=pk,
                number=ranked.entry.number,
                place=ranked.place,
                score=ranked.entry.score,
                raw=raw,
                adjusted=adjusted.scores.get(pk),
                here=own.get(round_),
                stages=own,
                decided_by=ranked.decided_by,
            )
        )
    return found
