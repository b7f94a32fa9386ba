"""Tests of the scoring rules: one review, many reviews, stages and the ranking."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.scoring import rules as scoring
from reviews.scoring.rules import OutsideScale, RankEntry, RubricLine, StageScore, Summary

NOVELTY = RubricLine("novelty", "Kebaruan", Decimal(30), 5)
BENEFIT = RubricLine("benefit", "Kemanfaatan", Decimal(50), 5)
COPYING = RubricLine("copying", "Kemudahan replikasi", Decimal(20), 5)
RUBRIC = (NOVELTY, BENEFIT, COPYING)

some_marks = st.fixed_dictionaries({each.key: st.none() | st.integers(1, 5) for each in RUBRIC})
some_scores = st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=12)


def test_total_is_the_weighted_share_of_what_could_be_reached() -> None:
    total = scoring.review_total(RUBRIC, {"novelty": 3, "benefit": 4, "copying": 1})
    assert total.score == Decimal(62)  # (30×3 + 50×4 + 20×1) / (100×5) × 100
    assert total.complete


def test_not_applicable_and_five_of_five_are_full_marks() -> None:
    assert scoring.review_total((NOVELTY, BENEFIT), {"novelty": None, "benefit": 5}).score == 100


def test_all_not_applicable_is_complete_but_gives_no_score() -> None:
    total = scoring.review_total(RUBRIC, dict.fromkeys(("novelty", "benefit", "copying")))
    assert total.score is None
    assert total.complete


def test_skipped_weight_is_spread_in_proportion() -> None:
    total = scoring.review_total(RUBRIC, {"novelty": 5, "benefit": None, "copying": 1})
    assert total.shares == {"novelty": 60, "benefit": 0, "copying": 40}
    assert total.score == Decimal(68)


def test_shares_follow_weight_times_levels_when_scales_differ() -> None:
    short = RubricLine("short", "Skala tiga", Decimal(50), 3)
    total = scoring.review_total((BENEFIT, short), {"benefit": 5, "short": 1})
    assert total.shares == {"benefit": Decimal("62.5"), "short": Decimal("37.5")}
    assert total.score == Decimal(75)


def test_unanswered_criterion_is_missing_and_not_the_same_as_not_applicable() -> None:
    total = scoring.review_total(RUBRIC, {"novelty": None, "benefit": 4})
    assert (total.missing, total.answered, total.asked, total.complete) == (("copying",), 2, 3, False)
    assert total.shares["copying"] > 0


def test_nothing_answered_gives_no_score() -> None:
    total = scoring.review_total(RUBRIC, {})
    assert (total.score, total.answered, total.complete) == (None, 0, False)


@pytest.mark.parametrize("level", [-1, 0, 6])
def test_level_outside_the_scale_is_refused_by_name(level: int) -> None:
    with pytest.raises(OutsideScale, match=r"Kebaruan.*1–5"):
        scoring.review_total(RUBRIC, {"novelty": level})


def test_lowest_level_is_zero_where_the_rubric_says_so() -> None:
    zero = replace(NOVELTY, min_level=0)
    assert scoring.review_total((zero,), {"novelty": 0}).score == 0


def test_mark_for_a_foreign_criterion_is_refused() -> None:
    with pytest.raises(OutsideScale, match="di luar rubrik"):
        scoring.review_total(RUBRIC, {"other": 3})


def test_two_criteria_with_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="key of its own"):
        scoring.review_total((NOVELTY, NOVELTY), {})


@pytest.mark.parametrize(("weight", "top"), [(Decimal(0), 5), (Decimal(-1), 5), (Decimal(10), 1)])
def test_criterion_that_cannot_be_weighed_is_refused(weight: Decimal, top: int) -> None:
    with pytest.raises(ValueError, match="Kebaruan"):
        RubricLine("novelty", "Kebaruan", weight, top)


@given(some_marks)
def test_total_never_leaves_the_scale(marks: dict[str, int | None]) -> None:
    total = scoring.review_total(RUBRIC, marks)
    assert (total.score is None) == all(level is None for level in marks.values())
    assert total.score is None or 20 <= total.score <= 100


@given(st.integers(1, 5), st.sets(st.sampled_from(["novelty", "benefit", "copying"]), max_size=2))
def test_equal_levels_give_one_score_whatever_is_skipped(level: int, skipped: set[str]) -> None:
    marks = {each.key: None if each.key in skipped else level for each in RUBRIC}
    assert scoring.review_total(RUBRIC, marks).score == level * 20


@given(some_marks, st.integers(2, 9))
def test_unit_of_the_weights_does_not_matter(marks: dict[str, int | None], factor: int) -> None:
    scaled = tuple(replace(each, weight=each.weight * factor) for each in RUBRIC)
    assert scoring.review_total(scaled, marks).score == scoring.review_total(RUBRIC, marks).score


def test_heaviest_criterion_is_the_first_of_equals() -> None:
    assert scoring.heaviest(RUBRIC) == BENEFIT
    assert scoring.heaviest((replace(NOVELTY, weight=Decimal(50)), BENEFIT)).key == "novelty"


def test_heaviest_mean_counts_only_reviews_that_judged_it() -> None:
    reviews: list[dict[str, int | None]] = [{"benefit": 5}, {"benefit": None, "novelty": 1}, {"benefit": 2}]
    assert scoring.heaviest_mean(RUBRIC, reviews) == Decimal(70)
    assert scoring.heaviest_mean(RUBRIC, [{"benefit": None}]) is None


def test_summary_of_known_scores() -> None:
    assert scoring.summarise([Decimal(80), None, Decimal(60), Decimal(70)]) == Summary(
        n=3, mean=Decimal(70), median=Decimal(70), lowest=Decimal(60), highest=Decimal(80),
        spread=Decimal(20), stdev=Decimal(10),
    )  # fmt: skip


def test_summary_of_one_and_of_none() -> None:
    one = scoring.summarise([Decimal(55)])
    assert (one.n, one.mean, one.spread, one.stdev) == (1, Decimal(55), Decimal(0), None)
    assert scoring.summarise([None]) == Summary(n=0)


@given(some_scores)
def test_summary_holds_together(scores: list[Decimal]) -> None:
    figures = scoring.summarise(scores)
    assert figures.n == len(scores)
    assert figures.median in scores or len(scores) % 2 == 0
    assert figures.lowest == min(scores)
    assert figures.spread == max(scores) - min(scores)
    assert figures.mean is not None
    assert min(scores) - Decimal("1e-20") <= figures.mean <= max(scores) + Decimal("1e-20")
    assert figures == scoring.summarise(reversed(scores))


def test_final_score_weighs_stages_by_their_share() -> None:
    stages = [(60, 80), (30, 70), (10, 90)]
    final = scoring.final_score([StageScore(Decimal(share), Decimal(score)) for share, score in stages])
    assert (final.score, final.covered, final.complete) == (Decimal(78), Decimal(100), True)


def test_stage_without_score_keeps_the_scale_and_is_visible() -> None:
    final = scoring.final_score([StageScore(Decimal(60), Decimal(80)), StageScore(Decimal(40), None)])
    assert (final.score, final.covered, final.complete) == (Decimal(80), Decimal(60), False)
    assert scoring.final_score([StageScore(Decimal(60), None)]).score is None


def test_a_stage_without_a_share_is_gone_through_and_adds_nothing() -> None:
    trial, weighed = StageScore(Decimal(0), Decimal(50)), StageScore(Decimal(60), Decimal(80))
    waiting = StageScore(Decimal(40), None)
    assert scoring.final_score([trial, weighed, waiting]) == scoring.FinalScore(Decimal(80), Decimal(60))
    assert scoring.final_score([trial, waiting]) == scoring.FinalScore(None, Decimal(0))


@pytest.mark.parametrize("shares", [[], [0], [50, -10]])
def test_impossible_shares_are_refused(shares: list[int]) -> None:
    with pytest.raises(ValueError, match="Bagian setiap tahap"):
        scoring.final_score([StageScore(Decimal(share), Decimal(50)) for share in shares])


def test_printed_score_rounds_half_up() -> None:
    assert [str(scoring.printed(Decimal(text))) for text in ("72.125", "72.1249", "3")] == ["72.13", "72.12", "3.00"]


EARLY, LATE = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)
BASE = RankEntry("10", Decimal(80), Decimal(80), Decimal(80), LATE)
BETTER = {
    0: replace(BASE, number="99", stages_scored=1, score=Decimal(10)),
    1: replace(BASE, number="99", score=Decimal("80.01"), median=Decimal(1)),
    2: replace(BASE, number="99", median=Decimal(81), heaviest=Decimal(1)),
    3: replace(BASE, number="99", heaviest=Decimal(81), submitted_at=None),
    4: replace(BASE, number="99", submitted_at=EARLY),
    5: replace(BASE, number="9"),
}


@pytest.mark.parametrize("rule", BETTER)
def test_each_rule_outranks_all_rules_after_it_and_is_named(rule: int) -> None:
    first, second = scoring.rank([BASE, BETTER[rule]])
    assert (first.entry, second.entry) == (BETTER[rule], BASE)
    assert (first.place, first.decided_by, second.place) == (1, "", 2)
    assert second.decided_by == scoring.TIE_RULES[rule]


def test_every_rule_has_its_part_of_the_key() -> None:
    assert set(BETTER) == set(range(len(scoring.TIE_RULES)))
    assert len(scoring.sort_key(BASE)) == len(scoring.TIE_RULES)


def test_scores_that_print_alike_are_a_tie() -> None:
    ranked = scoring.rank([replace(BASE, number="11", score=Decimal("80.004")), BASE])
    assert [each.entry.number for each in ranked] == ["10", "11"]


def test_entries_without_a_score_come_last_without_a_place() -> None:
    empty = RankEntry("1", None, submitted_at=EARLY, stages_scored=2)
    ranked = scoring.rank([empty, BASE])
    assert [(each.entry.number, each.place) for each in ranked] == [("10", 1), ("1", None)]
    assert ranked[1].decided_by == "Belum memiliki nilai"


def test_two_entries_with_one_number_are_refused() -> None:
    with pytest.raises(ValueError, match="number of its own"):
        scoring.rank([BASE, BASE])


def test_ranking_does_not_depend_on_the_order_of_arrival() -> None:
    entries = [BASE, *(replace(each, number=f"{90 + rule}") for rule, each in BETTER.items())][:6]
    orders = {tuple(each.entry.number for each in scoring.rank(order)) for order in itertools.permutations(entries)}
    assert len(orders) == 1
