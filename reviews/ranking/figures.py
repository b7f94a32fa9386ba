"""Fairness as shown: every proposal's spread, every reviewer's load and severity, the adjusted means beside the raw."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Avg, Count, F, Max, Q, QuerySet

from proposals.core.models import Proposal
from reviews.core.models import Assignment, ReviewStage
from reviews.core.stagefigures import StageFigures
from reviews.core.talks import Settlement
from reviews.scoring import fairness
from reviews.scoring import rules as scoring
from reviews.scoring.fairness import Adjustment, Review, ReviewerFigures, Severity, TooLittleOverlap


@dataclass(frozen=True, slots=True)
class ReviewerRow:
    """One reviewer, by key, in a stage; `days` is the mean time from assignment to completion."""

    person: int
    load: int
    complete: int
    days: float | None
    figures: ReviewerFigures | None
    severity: Severity | None


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One proposal in a stage with its scores; `adjusted` is None where the overlap does not allow it."""

    key: int
    scores: tuple[Decimal, ...]
    adjusted: Decimal | None
    limit: Decimal

    @property
    def spread(self) -> Decimal:
        """Highest − lowest, in points."""
        return max(self.scores) - min(self.scores)

    @property
    def summary(self) -> scoring.Summary:
        """All figures; costly, so ask for it only where a row is shown."""
        return scoring.summarise(self.scores)

    @property
    def disputed(self) -> bool:
        """Whether the reviewers lie further apart than the stage allows."""
        return scoring.printed(self.spread) > self.limit


def complete_reviews(stages: Iterable[ReviewStage], rows: QuerySet[Proposal] | None = None) -> list[tuple[int, Review]]:
    """(stage key, review) for every complete review that has a score, limited to `rows`; one query."""
    found = Assignment.objects.done().filter(stage__in=[stage.pk for stage in stages], total__isnull=False).order_by()
    if rows is not None:
        found = found.filter(proposal__in=rows.order_by().values("pk"))
    values = found.values_list("stage_id", "proposal_id", "reviewer_id", "total")
    return [
        (stage, Review(proposal, reviewer, total)) for stage, proposal, reviewer, total in values if total is not None
    ]


def stage_rows(
    stage: ReviewStage, rows: QuerySet[Proposal]
) -> tuple[list[ProposalRow], list[ReviewerRow], Adjustment | TooLittleOverlap]:
    """Everything the fairness page shows of one stage, proposals that lie furthest apart first.

    `rows` are the proposals that the reader may see; what is hidden counts in no figure.
    """
    reviews = [review for _, review in complete_reviews([stage], rows)]
    adjustment = fairness.adjust(reviews)
    means = adjustment.means if isinstance(adjustment, Adjustment) else {}
    scores: dict[int, list[Decimal]] = {}
    for review in reviews:
        scores.setdefault(review.proposal, []).append(review.score)
    limit = Decimal(stage.spread_limit)
    lines = [ProposalRow(key, tuple(given), means.get(key), limit) for key, given in scores.items()]
    lines.sort(key=lambda line: (-line.spread, line.key))
    return lines, _reviewers(stage, rows, reviews, adjustment), adjustment


def _reviewers(
    stage: ReviewStage, rows: QuerySet[Proposal], reviews: list[Review], adjustment: Adjustment | TooLittleOverlap
) -> list[ReviewerRow]:
    figures = fairness.reviewer_figures(reviews)
    severities = adjustment.severities if isinstance(adjustment, Adjustment) else {}
    active = Assignment.objects.active().filter(stage=stage, proposal__in=rows.order_by().values("pk")).order_by()
    loads = active.values("reviewer_id").annotate(
        load=Count("pk"),
        complete=Count("pk", filter=Q(state=Assignment.State.DONE)),
        pace=Avg(F("done_at") - F("assigned_at")),
    )
    found = []
    for line in loads.order_by("reviewer_id"):
        person, days = line["reviewer_id"], line["pace"] and line["pace"].total_seconds() / 86400
        found.append(
            ReviewerRow(person, line["load"], line["complete"], days, figures.get(person), severities.get(person))
        )
    return found


def is_settled(proposal: Proposal, stage: ReviewStage, reviews: int) -> bool:
    """Whether a disagreement was dealt with: written down after the newest score, or read by a further reviewer."""
    if reviews > stage.reviewers_per_proposal:
        return True
    newest = (
        Assignment.objects.done().filter(proposal=proposal, stage=stage).aggregate(at=Max("scores__given_at"))["at"]
    )
    written = Settlement.objects.filter(proposal=proposal, stage=stage)
    return written.filter(at__gte=newest).exists() if newest else written.exists()


def open_disputes(proposal: Proposal, own: Iterable[StageFigures]) -> list[StageFigures]:
    """The stages in which the reviewers lie too far apart and that nobody has dealt with, the earliest first."""
    disputed = sorted((each for each in own if each.disputed), key=lambda each: each.stage.order)
    return [each for each in disputed if not is_settled(proposal, each.stage, each.n)]
