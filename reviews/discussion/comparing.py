"""How the reviewers of a stage judged a proposal, criterion by criterion beside each other."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from reviews.core.marks import newest_of, of_one_rubric
from reviews.core.models import Assignment, Criterion, Score
from reviews.core.standings import StageFigures
from reviews.core.talks import Settlement


@dataclass(frozen=True, slots=True)
class Voice:
    """What one reviewer gave on a criterion and why; without a level it could not be judged."""

    review: Assignment
    level: int | None
    meaning: str
    reason: str


@dataclass(frozen=True, slots=True)
class ComparedCriterion:
    """The voices on one criterion in the order of the reviews; `gap` is counted in levels."""

    criterion: Criterion
    voices: tuple[Voice, ...]
    gap: int
    far: bool


@dataclass(frozen=True, slots=True)
class ComparedStage:
    """A stage of one proposal: who gave what total, and the criteria, those that part the reviewers most first."""

    figures: StageFigures
    reviews: tuple[Assignment, ...]
    criteria: tuple[ComparedCriterion, ...]
    settlements: tuple[Settlement, ...]

    @property
    def far(self) -> int:
        """On how many criteria the reviewers lie far apart."""
        return sum(each.far for each in self.criteria)


def compared(rows: Iterable[StageFigures]) -> dict[int, list[ComparedStage]]:
    """The complete reviews behind these figures, by proposal, the stages in order; three queries for any number."""
    figures = sorted(rows, key=lambda row: row.stage.order)
    pairs = Q(pk__in=())
    for row in figures:
        pairs |= Q(proposal=row.proposal_id, stage=row.stage_id)
    done = Assignment.objects.done().filter(pairs).select_related("reviewer").order_by("-total", "pk")
    reviews, written = defaultdict(list), defaultdict(list)
    for review in done:
        reviews[review.proposal_id, review.stage_id].append(review)
    marks = newest_of([review for found in reviews.values() for review in found])
    for settlement in Settlement.objects.filter(pairs).select_related("written_by"):
        written[settlement.proposal_id, settlement.stage_id].append(settlement)
    found: dict[int, list[ComparedStage]] = {}
    for row in figures:
        key = (row.proposal_id, row.stage_id)
        stage = ComparedStage(row, tuple(reviews[key]), _criteria(reviews[key], marks), tuple(written[key]))
        found.setdefault(row.proposal_id, []).append(stage)
    return found


def _criteria(reviews: Iterable[Assignment], marks: Mapping[int, Mapping[int, Score]]) -> tuple[ComparedCriterion, ...]:
    by_criterion: defaultdict[int, list[tuple[Assignment, Score]]] = defaultdict(list)
    for review in reviews:
        for score in of_one_rubric(marks.get(review.pk, {})).values():
            by_criterion[score.criterion_id].append((review, score))
    lines = [_line(given) for given in by_criterion.values()]
    return tuple(
        sorted(lines, key=lambda line: (not line.far, -line.gap * line.criterion.weight, line.criterion.order))
    )


def _line(given: list[tuple[Assignment, Score]]) -> ComparedCriterion:
    """Far apart is more than half of the scale, or a level against "cannot be judged"."""
    criterion = given[0][1].criterion
    meanings = {level.value: level.description for level in criterion.scale}
    levels = [score.value for _, score in given if score.value is not None]
    gap = max(levels) - min(levels) if levels else 0
    return ComparedCriterion(
        criterion=criterion,
        voices=tuple(
            Voice(
                review, score.value, "" if score.value is None else meanings.get(score.value, ""), score.justification
            )
            for review, score in given
        ),
        gap=gap,
        far=2 * gap > criterion.top - criterion.lowest or 0 < len(levels) < len(given),
    )
