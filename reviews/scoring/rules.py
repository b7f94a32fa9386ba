"""Pure scoring rules: the total of one review, figures over reviews, the final score over stages, and the ranking.

All scores are `Decimal` from 0 to 100, where 100 is the highest level throughout. What 0 is, a period decides: each
criterion's `floor` is its lowest level, or 0 in periods from before that could be said (docs/scoring.md). Decimal, not
float, because these numbers are printed, signed and argued about: what is exact on paper must be exact here, and a tie
must be a tie on every machine.
"""

import statistics
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

FULL_SCALE = Decimal(100)
PRINTED = Decimal("0.01")
MEANS = Decimal("0.000001")


class OutsideScale(ValueError):
    """A mark that the rubric doesn't know; its text is for the reviewer."""


@dataclass(frozen=True, slots=True)
class RubricLine:
    """One line of a rubric; levels run from `min_level` to `max_level`, `weight` is positive and in any unit.

    `floor` is the level that adds nothing: the lowest one or 0.
    """

    key: Hashable
    name: str
    weight: Decimal
    max_level: int
    min_level: int = 1
    floor: int = 0

    def __post_init__(self) -> None:
        if self.weight <= 0:
            raise ValueError(f"Bobot kriteria “{self.name}” harus lebih dari nol. Perbaiki bobotnya pada rubrik.")
        if not 0 <= self.floor <= self.min_level < self.max_level:
            raise ValueError(f"Tingkat tertinggi kriteria “{self.name}” harus melebihi tingkat terendahnya.")

    @property
    def reach(self) -> Decimal:
        """The most this criterion can add: weight × (highest level − floor)."""
        return self.weight * (self.max_level - self.floor)

    def earned(self, level: int) -> Decimal:
        """What this level adds: weight × (level − floor)."""
        return self.weight * (level - self.floor)


Marks = Mapping[Any, int | None]
"""Criterion key → level; None is "tidak dapat dinilai"; a key that is absent has not been answered yet."""


@dataclass(frozen=True, slots=True)
class ReviewTotal:
    """What one review amounts to; `score` is None when no criterion applies, provisional while not `complete`."""

    score: Decimal | None
    shares: Mapping[Hashable, Decimal]
    missing: tuple[Hashable, ...]
    answered: int
    asked: int

    @property
    def complete(self) -> bool:
        """True when every criterion has a level or "tidak dapat dinilai"."""
        return not self.missing


def review_total(criteria: Sequence[RubricLine], marks: Marks) -> ReviewTotal:
    """Total of one review over the criteria that apply: how much was earned of what could be, in percent.

    Earned is Σ(weight × (level − floor)), possible Σ(weight × (highest level − floor)).

    A criterion marked None drops out of both sums, so its weight spreads over the rest in proportion and the scale
    stays 0–100. `shares` holds, for every criterion, the percentage of the total that it carries in this review.
    Raises `OutsideScale` for a level the criterion lacks or a mark for a criterion that isn't in the rubric.
    """
    _check_marks(criteria, marks)
    counted = [(each, level) for each in criteria if (level := marks.get(each.key)) is not None]
    reach = sum((each.reach for each, _ in counted), Decimal(0))
    earned = sum((each.earned(level) for each, level in counted), Decimal(0))
    missing = tuple(each.key for each in criteria if each.key not in marks)
    return ReviewTotal(
        score=earned * FULL_SCALE / reach if counted else None,
        shares=_shares(criteria, marks),
        missing=missing,
        answered=len(criteria) - len(missing),
        asked=len(criteria),
    )


def _shares(criteria: Sequence[RubricLine], marks: Marks) -> dict[Hashable, Decimal]:
    """Percentage of the total each criterion carries; one not yet answered still counts, one marked None is 0."""
    skipped = {key for key, level in marks.items() if level is None}
    reach = sum((each.reach for each in criteria if each.key not in skipped), Decimal(0))
    return {each.key: Decimal(0) if each.key in skipped else each.reach * FULL_SCALE / reach for each in criteria}


def _check_marks(criteria: Sequence[RubricLine], marks: Marks) -> None:
    known = {each.key for each in criteria}
    if len(known) != len(criteria):
        raise ValueError("Every criterion of a rubric needs a key of its own.")
    if not known.issuperset(marks):
        raise OutsideScale("Ada nilai untuk kriteria di luar rubrik ini. Muat ulang halaman, lalu isi kembali.")
    for each in criteria:
        level = marks.get(each.key)
        if level is not None and not each.min_level <= level <= each.max_level:
            raise OutsideScale(
                f"Nilai {level} untuk “{each.name}” berada di luar skala {each.min_level}–{each.max_level}. "
                "Pilih salah satu tingkat pada rubrik atau “Tidak dapat dinilai”."
            )


def heaviest(criteria: Sequence[RubricLine]) -> RubricLine:
    """The criterion with the largest weight, the first of them in rubric order; raises ValueError without criteria."""
    return max(criteria, key=lambda each: each.weight)


def heaviest_mean(criteria: Sequence[RubricLine], reviews: Iterable[Marks]) -> Decimal | None:
    """Mean level on the heaviest criterion over the reviews that judged it, in percent of the way from floor to top."""
    top = heaviest(criteria)
    levels = [level for marks in reviews if (level := marks.get(top.key)) is not None]
    return sum(map(top.earned, levels), Decimal(0)) * FULL_SCALE / (len(levels) * top.reach) if levels else None


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures over scores of one proposal or reviewer; `spread` is highest − lowest, `stdev` needs two scores."""

    n: int
    mean: Decimal | None = None
    median: Decimal | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None
    spread: Decimal | None = None
    stdev: Decimal | None = None


def summarise(scores: Iterable[Decimal | None]) -> Summary:
    """Number, mean, median, spread and sample standard deviation; None (nothing could be judged) isn't counted."""
    known = sorted(score for score in scores if score is not None)
    if not known:
        return Summary(n=0)
    return Summary(
        n=len(known),
        mean=average(known),
        median=statistics.median(known),
        lowest=known[0],
        highest=known[-1],
        spread=known[-1] - known[0],
        stdev=statistics.stdev(known) if len(known) > 1 else None,
    )


def average(scores: Sequence[Decimal]) -> Decimal:
    """The mean with six decimals, half rounded up, so that whoever reckons on from it does so with the same digits.

    Raises ValueError without scores.
    """
    if not scores:
        raise ValueError("There is no mean of nothing.")
    return (sum(scores, Decimal(0)) / len(scores)).quantize(MEANS, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class StageScore:
    """Score (0–100, None when not scored) of a proposal in one stage that carries `share` of the final score."""

    share: Decimal
    score: Decimal | None


@dataclass(frozen=True, slots=True)
class FinalScore:
    """Score over the stages scored so far and the percentage of all shares that those stages carry."""

    score: Decimal | None
    covered: Decimal

    @property
    def complete(self) -> bool:
        """True when every stage that has a share has been scored."""
        return self.covered == FULL_SCALE


def final_score(stages: Sequence[StageScore]) -> FinalScore:
    """Σ(share × score) / Σ(share) over the stages scored, on 0–100; shares may be in any unit.

    A stage without a score leaves the scale as it is and shows in `covered`. A stage whose share is 0 adds nothing, so
    with scores in such stages alone there is no score. Raises ValueError for a negative share or when no stage has any
    share.
    """
    total = sum((stage.share for stage in stages), Decimal(0))
    if total <= 0 or any(stage.share < 0 for stage in stages):
        raise ValueError("Bagian setiap tahap tidak boleh negatif dan jumlahnya harus lebih dari nol.")
    scored = [(stage.share, stage.score) for stage in stages if stage.score is not None and stage.share]
    covered = sum((share for share, _ in scored), Decimal(0))
    earned = sum((share * score for share, score in scored), Decimal(0))
    return FinalScore(score=earned / covered if scored else None, covered=covered * FULL_SCALE / total)


def printed(score: Decimal) -> Decimal:
    """The score as papers show it: two decimals, half rounded up."""
    return score.quantize(PRINTED, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class RankEntry:
    """One proposal in a ranking; `score` is the official one, `heaviest` comes from `heaviest_mean`.

    `stages_scored` counts completed stages; leave it at 0 in the ranking of a single stage.
    """

    number: str
    score: Decimal | None
    median: Decimal | None = None
    heaviest: Decimal | None = None
    submitted_at: datetime | None = None
    stages_scored: int = 0


TIE_RULES = (
    "Tahap penilaian yang telah dijalani lebih banyak",
    "Nilai lebih tinggi (dua angka di belakang koma)",
    "Median nilai lebih tinggi",
    "Nilai lebih tinggi pada kriteria berbobot terbesar",
    "Diajukan lebih dahulu",
    "Nomor usulan lebih kecil",
)
"""The order rules as shown to people; the parts of `sort_key` stand in the same order."""

SortKey = tuple[tuple[int, Decimal | float | str], ...]


def sort_key(entry: RankEntry) -> SortKey:
    """Ascending key that puts the best entry first; one part per sentence of `TIE_RULES`.

    Scores are compared as printed, so that entries which look equal on paper are equal and the next rule decides. What
    an entry lacks puts it behind those that have it. The number comes last and makes the order total.
    """
    return (
        (0, -entry.stages_scored),
        _descending(entry.score),
        _descending(entry.median),
        _descending(entry.heaviest),
        (0, entry.submitted_at.timestamp()) if entry.submitted_at else (1, 0.0),
        (len(entry.number), entry.number),
    )


def _descending(score: Decimal | None) -> tuple[int, Decimal]:
    return (1, Decimal(0)) if score is None else (0, -printed(score))


@dataclass(frozen=True, slots=True)
class Ranked:
    """An entry with its place (None without a score) and the rule that put it behind the entry directly above."""

    entry: RankEntry
    place: int | None
    decided_by: str


def rank(entries: Iterable[RankEntry]) -> list[Ranked]:
    """Entries in official order with places 1, 2, 3 …; those without a score follow at the end without a place.

    The order depends only on the entries, never on the order they came in. Raises ValueError when two share a number.
    """
    ordered = sorted(entries, key=lambda entry: (entry.score is None, sort_key(entry)))
    if len({entry.number for entry in ordered}) != len(ordered):
        raise ValueError("Every entry of a ranking needs a number of its own.")
    return [
        Ranked(
            entry=entry,
            place=index + 1 if entry.score is not None else None,
            decided_by=deciding_rule(ordered[index - 1], entry) if index else "",
        )
        for index, entry in enumerate(ordered)
    ]


def deciding_rule(above: RankEntry, below: RankEntry) -> str:
    """The sentence that says why `below` stands behind `above`, the entry directly before it in official order."""
    if below.score is None:
        return "Belum memiliki nilai"
    parts = zip(TIE_RULES, sort_key(above), sort_key(below), strict=True)
    return next(rule for rule, one, other in parts if one != other)
