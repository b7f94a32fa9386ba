"""The bridge from stored rubrics and scores to the pure rules of scoring.py."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from proposals.core.period.models import Period
from reviews.core.models import Assignment, Criterion, Rubric, Score
from reviews.scoring import rules as scoring

FORMULA: Final = {
    Period.ScoreScale.HIGHEST: (
        "jumlah bobot kali tingkat yang diberikan, dibagi jumlah bobot kali tingkat tertinggi, dikali 100"
    ),
    Period.ScoreScale.RANGE: (
        "jumlah bobot kali (tingkat yang diberikan dikurangi tingkat terendah), dibagi jumlah bobot kali (tingkat "
        "tertinggi dikurangi tingkat terendah), dikali 100"
    ),
}
"""What `pure` makes of the levels, as papers say it after "adalah", by the scale of the period."""


def pure(criteria: Iterable[Criterion], scale: str) -> list[scoring.RubricLine]:
    """The criteria as rules.py knows them, on the scale of a period; levels outside the rubric are refused there."""
    return [
        scoring.RubricLine(
            key=each.pk,
            name=each.name,
            weight=Decimal(each.weight),
            max_level=each.top,
            min_level=each.lowest,
            floor=each.lowest if scale == Period.ScoreScale.RANGE else 0,
        )
        for each in criteria
    ]


def totals(
    criteria: Sequence[Criterion], marks: scoring.Marks, scale: str
) -> tuple[Decimal | None, Decimal | None, bool]:
    """Total and share reached on the heaviest criterion (0–100, two decimals, None: cannot be judged), complete."""
    lines = pure(criteria, scale)
    total = scoring.review_total(lines, marks)
    lead = scoring.heaviest_mean(lines, [marks])
    return _rounded(total.score), _rounded(lead), total.complete


def shares(criteria: Sequence[Criterion], marks: scoring.Marks, scale: str) -> dict[int, Decimal]:
    """What each criterion carries of the total, in percent, after "tidak dapat dinilai" has spread its weight."""
    return {int(str(key)): share for key, share in scoring.review_total(pure(criteria, scale), marks).shares.items()}


def _rounded(score: Decimal | None) -> Decimal | None:
    return None if score is None else scoring.printed(score)


def newest_marks(assignment: Assignment) -> dict[int, Score]:
    """The score that counts for each criterion; one query."""
    return newest_of([assignment]).get(assignment.pk, {})


def newest_of(assignments: Iterable[Assignment]) -> dict[int, dict[int, Score]]:
    """The same for many assignments, by their keys; one query."""
    found: dict[int, dict[int, Score]] = {}
    rows = Score.objects.newest().filter(assignment__in=[assignment.pk for assignment in assignments])
    for score in rows.select_related("criterion__rubric"):
        found.setdefault(score.assignment_id, {})[score.criterion_id] = score
    return found


def of_one_rubric(found: Mapping[int, Score]) -> dict[int, Score]:
    """Those given by the version of the rubric that was used last; older versions stay in the record only."""
    last = max(found.values(), key=lambda score: score.pk, default=None)
    return {
        key: score for key, score in found.items() if last and score.criterion.rubric_id == last.criterion.rubric_id
    }


def rubric_used(assignment: Assignment, found: Mapping[int, Score]) -> Rubric:
    """The rubric a finished review was given by, where it cannot be changed any more; else the stage's present one."""
    last = _last(found)
    return last.criterion.rubric if last and assignment.state == assignment.State.DONE else assignment.stage.rubric


def _last(found: Mapping[int, Score]) -> Score | None:
    return max(found.values(), key=lambda score: score.pk, default=None)
