"""Raw and severity-adjusted final scores side by side, over all stages of a period."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from reviews.core.models import ReviewStage
from reviews.core.stagefigures import StageFigures
from reviews.ranking.figures import complete_reviews
from reviews.scoring import fairness
from reviews.scoring import rules as scoring


@dataclass(frozen=True, slots=True)
class AdjustedScores:
    """Adjusted final score per proposal on 0–100; empty with the `reason` why none could be computed."""

    scores: dict[int, Decimal]
    reason: str = ""


def adjusted_scores(stages: list[ReviewStage]) -> AdjustedScores:
    """Σ(share × adjusted stage mean) / Σ(share) over the stages scored, of all stages of a period; one query.

    A stage whose proposals and reviewers overlap too little for `fairness.adjust` takes the adjustment away as a
    whole, because adjusted and plain means are not on one scale.
    """
    reviews: dict[int, list[fairness.Review]] = {}
    for stage, review in complete_reviews(stages):
        reviews.setdefault(stage, []).append(review)
    means: dict[int, dict[int, Decimal]] = {}
    for stage, given in reviews.items():
        outcome = fairness.adjust(given)
        if isinstance(outcome, fairness.TooLittleOverlap):
            return AdjustedScores({}, outcome.reason)
        for proposal, mean in outcome.means.items():
            means.setdefault(proposal, {})[stage] = mean
    scores = ((proposal, _final(stages, own)) for proposal, own in means.items())
    return AdjustedScores({proposal: score for proposal, score in scores if score is not None})


def raw_score(own: Mapping[int, StageFigures]) -> Decimal | None:
    """The same from the plain means; None before the first complete review."""
    stages = [figures.stage for figures in own.values()]
    return _final(stages, {figures.stage.pk: figures.mean for figures in own.values()}) if own else None


def _final(stages: list[ReviewStage], means: Mapping[int, Decimal]) -> Decimal | None:
    parts = [scoring.StageScore(Decimal(stage.share), means.get(stage.pk)) for stage in stages]
    if not any(part.share for part in parts):
        return None
    score = scoring.final_score(parts).score
    return None if score is None else scoring.printed(score)
