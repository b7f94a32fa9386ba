"""Tests of the fairness figures, with simulated panels whose strict and lenient reviewers are known."""

import random
from collections.abc import Mapping
from decimal import Decimal
from itertools import product

import numpy as np
import pytest

from reviews.scoring import fairness
from reviews.scoring import rules as scoring
from reviews.scoring.fairness import Adjustment, Limits, Review, TooLittleOverlap
from tests.effort import effort

Quality = dict[int, float]


def panel(
    severities: Mapping[int, float], *, proposals: int = 120, each: int = 3, noise: float = 5, seed: int = 1
) -> tuple[list[Review], Quality]:
    """Reviews of proposals with known quality by reviewers with known severity, drawn at random."""
    dice = random.Random(seed)
    quality = {number: dice.uniform(45, 80) for number in range(1, proposals + 1)}
    reviews = [
        Review(number, reviewer, Decimal(f"{quality[number] + severities[reviewer] + dice.gauss(0, noise):.2f}"))
        for number in quality
        for reviewer in dice.sample(sorted(severities), each)
    ]
    return reviews, quality


def fitted(reviews: list[Review]) -> Adjustment:
    result = fairness.adjust(reviews)
    assert isinstance(result, Adjustment), result
    return result


def refused(reviews: list[Review], limits: Limits | None = None) -> str:
    result = fairness.adjust(reviews, limits)
    assert isinstance(result, TooLittleOverlap)
    return result.reason


def raw_means(reviews: list[Review]) -> Quality:
    return {key: float(np.mean([float(r.score) for r in reviews if r.proposal == key])) for key in
            {review.proposal for review in reviews}}  # fmt: skip


def error(means: Mapping[int, float | Decimal], quality: Quality) -> float:
    """Root mean square distance to the true quality; a shift common to all proposals changes no ranking."""
    gaps = np.array([float(means[key]) - quality[key] for key in quality])
    return float(np.sqrt(np.mean(np.square(gaps - gaps.mean()))))


SEVERE = {1: -12.0, 2: -6.0, 3: 0.0, 4: 0.0, 5: 0.0, 6: 0.0, 7: 6.0, 8: 12.0}
ALIKE = dict.fromkeys(range(1, 9), 0.0)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_known_strict_and_lenient_reviewers_are_recovered(seed: int) -> None:
    reviews, quality = panel(SEVERE, seed=seed)
    result = fitted(reviews)
    for reviewer, severity in SEVERE.items():
        assert result.severities[reviewer].points == pytest.approx(severity, abs=3)
    # Expected: √(noise²/3) against √(noise²/3 + severity variance/3 × 5/7), that is about two thirds.
    assert error(result.means, quality) < 0.8 * error(raw_means(reviews), quality)


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_no_harm_when_reviewers_are_alike(seed: int) -> None:
    reviews, quality = panel(ALIKE, seed=seed)
    result, raw = fitted(reviews), raw_means(reviews)
    assert max(abs(each.points) for each in result.severities.values()) < 1.5
    assert max(abs(float(result.means[key]) - raw[key]) for key in raw) < 1.5
    assert error(result.means, quality) < 1.03 * error(raw, quality)


def test_severity_is_none_at_all_where_chance_explains_everything_and_little_where_nearly() -> None:
    reviews, _ = panel(ALIKE, seed=1)
    result = fitted(reviews)
    assert result.reviewer_variance == 0
    assert {each.points for each in result.severities.values()} == {0}
    assert {key: float(mean) for key, mean in result.means.items()} == pytest.approx(raw_means(reviews), abs=1e-6)
    nearly = fitted(panel(ALIKE, seed=5)[0])
    assert 0.1 < nearly.reviewer_variance < 0.2
    assert 0.1 < max(abs(each.points) for each in nearly.severities.values()) < 0.6


def test_swapped_places_are_put_right() -> None:
    """The better proposal met the strict reviewers, the weaker one the lenient ones."""
    reviews, _ = panel(SEVERE, noise=2)
    reviews += [Review(901, 1, Decimal(60)), Review(901, 2, Decimal(66))]  # quality about 72
    reviews += [Review(902, 7, Decimal(68)), Review(902, 8, Decimal(74))]  # quality about 62
    raw, adjusted = raw_means(reviews), fitted(reviews).means
    assert raw[901] < raw[902]
    assert adjusted[901] > adjusted[902]


def test_variances_agree_with_the_simulation() -> None:
    severities = {key: random.Random(key).gauss(0, 8) for key in range(60)}
    result = fitted(panel(severities, proposals=600, noise=5)[0])
    assert result.residual_variance == pytest.approx(25, rel=0.15)
    assert result.reviewer_variance == pytest.approx(np.var(list(severities.values())), rel=0.3)


def test_effects_solve_the_mixed_model_equations() -> None:
    """Against Henderson's equations written out in full: one column per proposal and reviewer, no elimination."""
    reviews, _ = panel(SEVERE, proposals=30)
    result = fitted(reviews)
    fixed = np.array([[float(review.proposal == key) for key in range(1, 31)] for review in reviews])
    chance = np.array([[float(review.reviewer == key) for key in range(1, 9)] for review in reviews])
    both = np.hstack([fixed, chance])
    ridge = np.diag([0.0] * 30 + [result.residual_variance / result.reviewer_variance] * 8)
    inverse = np.linalg.inv(both.T @ both + ridge)
    solution = inverse @ both.T @ np.array([float(review.score) for review in reviews])
    assert [float(mean) for mean in result.means.values()] == pytest.approx(solution[:30], abs=1e-4)
    assert [each.points for each in result.severities.values()] == pytest.approx(solution[30:], abs=1e-4)
    errors = np.sqrt(np.diag(inverse)[30:] * result.residual_variance)
    assert [each.standard_error for each in result.severities.values()] == pytest.approx(errors, abs=1e-4)


def test_reviewer_with_few_scores_is_shrunk_more() -> None:
    reviews, quality = panel(ALIKE | {1: -9.0, 8: 9.0}, noise=4)
    newcomer = [Review(key, 99, Decimal(f"{quality[key] - 9:.2f}")) for key in (5, 6)]
    result = fitted(reviews + newcomer)
    assert -9 < result.severities[99].points < -1
    assert result.severities[99].standard_error > 1.5 * result.severities[1].standard_error


def test_result_does_not_depend_on_the_order_of_reviews() -> None:
    reviews, _ = panel(SEVERE)
    shuffled = random.Random(9).sample(reviews, len(reviews))
    assert fairness.adjust(shuffled) == fairness.adjust(reviews)


def test_adjusted_means_stay_on_the_scale() -> None:
    reviews, _ = panel(SEVERE, noise=1)
    reviews += [Review(901, 1, Decimal(99)), Review(902, 8, Decimal(1))]
    means = fitted(reviews).means
    assert (means[901], means[902]) == (Decimal(100), Decimal(0))


@pytest.mark.parametrize("step", [0, 5])
def test_scores_without_any_chance_are_solved(step: int) -> None:
    reviews = [Review(p, r, Decimal(40 + p + step * r)) for p, r in product(range(10), range(4))]
    result = fitted(reviews)
    assert [each.points for each in result.severities.values()] == pytest.approx(
        [step * (r - 1.5) for r in range(4)], abs=0.01
    )


def test_work_on_a_thousand_proposals_grows_with_the_reviews_alone() -> None:
    severities = {key: random.Random(key).gauss(0, 6) for key in range(40)}
    reviews = panel(severities, proposals=600, each=3)[0] + [
        Review(1000 + key, (key * 7 + turn * 3) % 40, Decimal(50 + (key * turn) % 30))
        for key, turn in product(range(300), range(2))
    ]
    assert len(reviews) == 2400
    half, whole = (effort(lambda part=part: fitted(part)) for part in (reviews[:1200], reviews))
    assert whole < 2.2 * half
    assert set(fitted(reviews).severities) == set(severities)


def test_refused_with_too_few_reviewers() -> None:
    assert "baru 2 penilai" in refused([Review(p, r, Decimal(50)) for p, r in product(range(20), (1, 2))])
    assert "baru 0 penilai" in refused([])


def test_refused_when_groups_of_reviewers_share_nothing() -> None:
    left, _ = panel({1: 0.0, 2: 5.0, 3: -5.0})
    right = [Review(review.proposal + 500, review.reviewer + 10, review.score) for review in left]
    assert "2 kelompok" in refused(left + right)
    bridge = [Review(1, 11, Decimal(60))]
    assert isinstance(fairness.adjust(left + right + bridge), Adjustment)


def test_refused_when_nearly_every_proposal_has_one_score() -> None:
    reviews = [Review(p, p % 4, Decimal(50 + p)) for p in range(40)]
    shared = [Review(p, (p + 1) % 4, Decimal(55)) for p in range(4)]
    assert "masih diperlukan 9 penilaian bersama" in refused(reviews + shared)


def test_refused_when_most_scores_come_from_reviewers_without_shared_proposals() -> None:
    reviews, _ = panel({1: 0.0, 2: 5.0, 3: -5.0}, proposals=10)
    loner = [Review(p, 9, Decimal(50)) for p in range(10, 31)]
    assert "58 persen" in refused(reviews + loner)
    assert isinstance(fairness.adjust(reviews + loner, Limits(linked=58)), Adjustment)


def test_overlap_that_just_suffices() -> None:
    everybody = [Review(p, r, Decimal(50 + 3 * p + r)) for p, r in product(range(6), (1, 2, 3))]
    assert isinstance(fairness.adjust(everybody), Adjustment)
    assert "masih diperlukan 2 penilaian bersama" in refused(everybody[:15])
    # Every proposal has two readers, every reviewer reads eight with a colleague.
    in_pairs = [Review(p, (p + turn) % 3, Decimal(50 + p + turn)) for p, turn in product(range(12), (0, 1))]
    assert isinstance(fairness.adjust(in_pairs, Limits(shared=8, linked=100)), Adjustment)
    assert "baru 0 persen" in refused(in_pairs, Limits(shared=9))


def test_two_scores_of_one_reviewer_for_one_proposal_are_an_error() -> None:
    with pytest.raises(ValueError, match="only one score"):
        fairness.adjust([Review(1, 1, Decimal(50)), Review(1, 1, Decimal(60))])


def test_reviewer_figures_compare_with_colleagues_on_the_same_proposals() -> None:
    figures = fairness.reviewer_figures(
        [
            Review(1, 7, Decimal(60)), Review(1, 8, Decimal(70)), Review(1, 9, Decimal(80)),
            Review(2, 7, Decimal(50)), Review(2, 8, Decimal(55)),
            Review(3, 9, Decimal(90)),
        ]
    )  # fmt: skip
    assert list(figures) == [7, 8, 9]
    assert (figures[7].summary.n, figures[7].summary.mean, figures[7].summary.spread) == (2, Decimal(55), Decimal(10))
    assert (figures[7].shared, figures[7].gap) == (2, Decimal(-10))  # (60 − 75 + 50 − 55) / 2
    assert (figures[9].summary.n, figures[9].shared, figures[9].gap) == (2, 1, Decimal(15))


def test_reviewer_alone_has_no_gap() -> None:
    figures = fairness.reviewer_figures([Review(1, 7, Decimal(60))])
    assert (figures[7].shared, figures[7].gap) == (0, None)


def test_only_a_spread_above_the_limit_is_a_disagreement() -> None:
    reviews = [
        Review(1, 1, Decimal(60)), Review(1, 2, Decimal("85.01")),
        Review(2, 1, Decimal(60)), Review(2, 2, Decimal(85)),
        Review(3, 1, Decimal(10)),
    ]  # fmt: skip
    flagged = fairness.disagreements(reviews, Decimal(25))
    assert {key: summary.spread for key, summary in flagged.items()} == {1: Decimal("25.01")}
    assert not fairness.disagree(scoring.summarise([]), Decimal(0))
