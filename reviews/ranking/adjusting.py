"""Scores adjusted to the severity of reviewers: reckoned by the queue after a change, kept with their time.

The fairness model weighs all reviews of a period at once and takes its time, so pages show the last reckoning and say
of when it is. Everything else about a proposal's reviews is true at the moment of looking.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from proposals.core.period.models import Period
from reviews.core.asking import ask_to_reckon
from reviews.core.models import Assignment, ReviewStage
from reviews.core.standings import ReckonedSeverity, Reckoning, ReckoningMark
from reviews.scoring import fairness
from reviews.scoring import rules as scoring

# A change that has waited so long was forgotten by the queue, and whoever looks reminds it.
PATIENCE: Final = datetime.timedelta(seconds=20)
NOT_YET: Final = "Nilai tersesuaikan sedang dihitung. Muat ulang halaman ini beberapa saat lagi."


@dataclass(frozen=True, slots=True)
class AdjustedScores:
    """The last reckoning as pages show it: of when it is, or the `reason` why there is none.

    `official`: whether the ranking follows the adjusted scores; `behind`: whether reviews have changed since.
    """

    at: datetime.datetime | None
    reason: str
    official: bool
    behind: bool
    reasons: Mapping[str, str]

    def why_not(self, stage: ReviewStage) -> str:
        """Why there are no adjusted means in this stage; empty where there are."""
        return self.reasons.get(str(stage.pk), "") if self.at else self.reason


def last_reckoning(period: Period) -> AdjustedScores:
    """What is known of the period's adjusted scores; one query, and a word to the queue where it has forgotten them."""
    oldest = ReckoningMark.objects.filter(period=OuterRef("period")).order_by("at").values("at")[:1]
    found = Reckoning.objects.filter(period=period).annotate(waiting=Subquery(oldest)).first()
    if found is None:
        ask_to_reckon(period.pk)
        return AdjustedScores(None, NOT_YET, official=False, behind=True, reasons={})
    if found.waiting and found.waiting < timezone.now() - PATIENCE:
        ask_to_reckon(period.pk)
    official = _is_official(period) and not found.reason
    return AdjustedScores(found.at, found.reason, official, behind=found.waiting is not None, reasons=found.reasons)


def reckon_if_behind(period: Period, *, patient: bool = True) -> None:
    """Reckons now where reviews have changed since: for papers that are signed, and for the queue."""
    if not Reckoning.objects.filter(period=period).exists() or ReckoningMark.objects.filter(period=period).exists():
        reckon(period, patient=patient)


@transaction.atomic
def reckon(period: Period, *, patient: bool = False) -> None:
    """Weighs all complete reviews of the period and keeps what comes of it.

    The marks are taken away before the reviews are read: what changes later leaves a mark of its own. Whoever writes
    reviews meanwhile goes first: unless it is `patient`, this gives up after half a second of waiting
    (OperationalError), to be tried again.
    """
    ReckoningMark.objects.filter(period=period).delete()
    at, stages = timezone.now(), list(period.review_stages.order_by("order"))
    reviews = complete_reviews(stages)
    outcomes = {stage: fairness.adjust(reviews.get(stage.pk, ())) for stage in stages}
    reasons = {stage.pk: each.reason for stage, each in outcomes.items() if isinstance(each, fairness.TooLittleOverlap)}
    fitted = {stage: each for stage, each in outcomes.items() if isinstance(each, fairness.Adjustment)}
    # A stage that cannot be adjusted takes the adjustment away as a whole: the two kinds of means are not on one scale.
    reason = next((reasons[stage.pk] for stage in stages if stage.pk in reviews and stage.pk in reasons), "")
    if not patient:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '500ms'")
    kept = {"at": at, "reason": reason, "reasons": {str(key): text for key, text in reasons.items()}}
    Reckoning.objects.update_or_create(period=period, defaults=kept)
    ReckonedSeverity.objects.filter(stage__in=stages).delete()
    ReckonedSeverity.objects.bulk_create(
        ReckonedSeverity(stage=stage, reviewer_id=key, points=each.points, standard_error=each.standard_error)
        for stage, outcome in fitted.items()
        for key, each in outcome.severities.items()
    )
    _keep_means(stages, fitted)
    _keep_scores(period, {} if reason else _final_scores(fitted), official=_is_official(period) and not reason)


def complete_reviews(stages: Iterable[ReviewStage]) -> dict[int, list[fairness.Review]]:
    """Stage key → every complete review that has a score; stages without any are left out. One query."""
    done = Assignment.objects.done().filter(stage__in=[stage.pk for stage in stages], total__isnull=False).order_by()
    found: dict[int, list[fairness.Review]] = {}
    for stage, proposal, reviewer, total in done.values_list("stage_id", "proposal_id", "reviewer_id", "total"):
        if total is not None:
            found.setdefault(stage, []).append(fairness.Review(proposal, reviewer, total))
    return found


def _final_scores(fitted: Mapping[ReviewStage, fairness.Adjustment]) -> dict[int, Decimal]:
    """Σ(share × adjusted stage mean) / Σ(share) over the stages scored, by key of the proposal, as printed."""
    parts: dict[int, list[scoring.StageScore]] = {}
    for stage, outcome in fitted.items():
        for proposal, mean in outcome.means.items():
            parts.setdefault(proposal, []).append(scoring.StageScore(Decimal(stage.share), mean))
    weighed = {proposal: own for proposal, own in parts.items() if any(part.share for part in own)}
    scores = {proposal: scoring.final_score(own).score for proposal, own in weighed.items()}
    return {proposal: scoring.printed(score) for proposal, score in scores.items() if score is not None}


def _keep_means(stages: Iterable[ReviewStage], fitted: Mapping[ReviewStage, fairness.Adjustment]) -> None:
    """Writes the adjusted mean of every proposal in every stage; rows that would stay as they are, are left alone."""
    means = [
        (stage.pk, proposal, scoring.printed(mean))
        for stage, outcome in fitted.items()
        for proposal, mean in outcome.means.items()
    ]
    changed = """
        SELECT k.id, n.mean FROM reviews_stagefigures k
        LEFT JOIN unnest(%s::bigint[], %s::bigint[], %s::numeric[]) AS n(stage, proposal, mean)
        ON n.stage = k.stage_id AND n.proposal = k.proposal_id
        WHERE k.stage_id = ANY(%s) AND k.adjusted IS DISTINCT FROM n.mean ORDER BY k.id FOR UPDATE OF k
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH c AS ({changed}) UPDATE reviews_stagefigures s SET adjusted = c.mean FROM c WHERE s.id = c.id",  # noqa: S608 - our own words
            [*_columns(means, 3), [stage.pk for stage in stages]],
        )


def _keep_scores(period: Period, scores: Mapping[int, Decimal], *, official: bool) -> None:
    """Writes the adjusted final scores, and with them the official ones where the period goes by them."""
    changed = """
        SELECT k.proposal_id, n.score, CASE WHEN %s THEN n.score ELSE k.raw END AS official
        FROM reviews_proposalstanding k
        LEFT JOIN unnest(%s::bigint[], %s::numeric[]) AS n(proposal, score) ON n.proposal = k.proposal_id
        WHERE k.period_id = %s AND (k.adjusted, k.official) IS DISTINCT FROM
            (n.score, CASE WHEN %s THEN n.score ELSE k.raw END)
        ORDER BY k.proposal_id FOR UPDATE OF k
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH c AS ({changed}) UPDATE reviews_proposalstanding s SET adjusted = c.score, official = c.official "  # noqa: S608 - our own words
            "FROM c WHERE s.proposal_id = c.proposal_id",
            [official, *_columns(list(scores.items()), 2), period.pk, official],
        )


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    """The rows as columns, the way PostgreSQL takes a table as parameters."""
    return [[row[place] for row in rows] for place in range(width)]


def _is_official(period: Period) -> bool:
    return period.ranking_column == Period.RankingColumn.ADJUSTED
