"""The forecast on known data, and its edges."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.labels import chance, verdict
from dashboard.forecast.predicting import _Rest, explanation, forecast, pace
from dashboard.forecast.seasons import START_CONCENTRATION, Season, concentration_of, mean_share, prior_share
from proposals.core.period.state import Phase
from tests.dashboard.forecast.years import CLOSING, OPENING, moment, season
from tests.examples import examples


def test_prior_curve_rises_from_nothing_to_all_with_a_surge_in_the_last_tenth() -> None:
    shares = prior_share(np.linspace(0, 1, 101))
    assert shares[0] == 0
    assert shares[-1] == pytest.approx(1)
    assert (np.diff(shares) > 0).all()
    assert 1 - shares[90] == pytest.approx(0.36, abs=0.01)
    assert 1 / (shares[1] / 0.01) == pytest.approx(3.2, abs=0.1)


def test_an_even_year_after_even_years_is_continued_evenly() -> None:
    past = [season(80, year=year) for year in range(2016, 2026)]
    result = forecast(season(80), moment(0.5), past)
    assert result.submitted == 40
    assert result.median == pytest.approx(80, abs=8)
    assert result.low < 80 < result.high
    assert result.learned_from == tuple(str(year) for year in range(2016, 2026))


def test_late_years_teach_that_the_rush_is_still_to_come() -> None:
    early = [season(100, power=0.5, year=year) for year in range(2021, 2026)]
    late = [season(100, power=4, year=year) for year in range(2021, 2026)]
    now = season(60)
    assert forecast(now, moment(0.5), late).median > 1.5 * forecast(now, moment(0.5), early).median


def test_steady_years_give_a_narrower_band_than_erratic_ones() -> None:
    steady = [season(100, power=2, year=year) for year in range(2020, 2026)]
    erratic = [season(40 * place, power=0.4 * place, year=2020 + place) for place in range(1, 6)]
    assert concentration_of(steady) > concentration_of([]) > concentration_of(erratic)
    widths = [(found := forecast(season(80), moment(0.5), past)).high - found.low for past in (steady, erratic)]
    assert widths[0] < widths[1]


def test_mean_share_counts_the_prior_as_one_year() -> None:
    half = np.array([0.5])
    assert mean_share(half, [season(100)])[0] == pytest.approx((prior_share(half)[0] + 0.5) / 2, abs=0.01)


def test_what_has_not_opened_is_not_forecast() -> None:
    with pytest.raises(ValueError, match="has not opened"):
        forecast(Season("2026", OPENING, CLOSING, 100, {}), OPENING - timedelta(seconds=1))


def test_on_the_first_day_the_target_is_the_start_assumption() -> None:
    result = forecast(Season("2026", OPENING, CLOSING, 100, {}), OPENING)
    assert (result.phase, result.submitted, result.elapsed, result.pace_now) == (Phase.OPEN, 0, 0.0, 0)
    assert 85 <= result.median <= 105
    assert 0.35 < result.probability < 0.55
    assert result.pace_needed == pytest.approx(100 / 30)
    assert result.band[0].day == OPENING.date()
    assert result.band[-1].day == CLOSING.date()


def test_a_year_that_still_runs_teaches_nothing() -> None:
    late = Season("2025", OPENING - timedelta(days=30), OPENING + timedelta(days=60), 100, season(60).daily)
    done = season(80, year=2024)
    running, finished = (forecast(season(67), OPENING + timedelta(days=days), [done, late]) for days in (60, 61))
    assert running.learned_from == ("2024",)
    assert running == forecast(season(67), OPENING + timedelta(days=60), [done])
    assert finished.learned_from == ("2024", "2025")


def test_after_the_end_the_number_is_final() -> None:
    for total, probability, outcome in ((99, 0.0, "tidak tercapai"), (100, 1.0, "tercapai")):
        result = forecast(season(total), CLOSING + timedelta(seconds=1))
        assert (result.phase, result.low, result.median, result.high) == (Phase.CLOSED, total, total, total)
        assert result.probability == probability
        assert result.band == ()
        assert result.pace_now is None
        assert result.pace_needed is None
        assert f"usulan {outcome}." in explanation(result)


def test_nothing_so_far_lowers_the_forecast_as_time_passes() -> None:
    empty = Season("2026", OPENING, CLOSING, 100, {})
    results = [forecast(empty, moment(elapsed)) for elapsed in (0.05, 0.5, 0.9, 0.99)]
    medians = [result.median for result in results]
    assert medians == sorted(medians, reverse=True)
    assert medians[-1] < 10
    assert all(result.low >= 0 and 0 <= result.probability < 0.5 for result in results)
    assert results[1].pace_now == 0


def test_a_reached_target_is_certain_and_needs_no_pace() -> None:
    result = forecast(season(120, power=0.5), moment(0.9))
    assert result.submitted >= 100
    assert result.probability == 1.0
    assert result.pace_needed == 0
    assert result.low >= result.submitted


def test_paces_are_per_week_of_the_last_four_and_of_what_is_left() -> None:
    daily = {OPENING.date(): 50, date(2026, 8, 1): 12}
    result = forecast(Season("2026", OPENING, CLOSING, 100, daily), datetime(2026, 8, 16))
    assert result.pace_now == 3
    assert result.pace_needed == pytest.approx(38 / 6)
    late = forecast(Season("2026", OPENING, CLOSING, 100, daily), CLOSING - timedelta(days=2))
    assert late.pace_needed == 38


@pytest.mark.parametrize(("days", "weeks"), [(1, 1), (3, 1), (7, 1), (8, 8 / 7), (21, 3), (28, 4), (35, 4)])
def test_pace_looks_at_one_week_at_least_and_at_four_at_most(days: int, weeks: float) -> None:
    assert pace(12, timedelta(days=days)) == pytest.approx(12 / weeks)
    morning = OPENING + timedelta(days=days)
    result = forecast(Season("2026", OPENING, CLOSING, 100, {morning.date(): 12}), morning)
    assert result.pace_now == pytest.approx(12 / weeks)


def test_later_days_of_the_season_are_not_known_yet() -> None:
    now = moment(0.5)
    whole = season(80)
    seen = {day: amount for day, amount in whole.daily.items() if day <= now.date()}
    assert forecast(whole, now) == forecast(Season("2026", OPENING, CLOSING, 100, seen), now)


def test_years_without_a_proposal_teach_nothing() -> None:
    assert forecast(season(80), moment(0.5), [season(0, year=2025)]) == forecast(season(80), moment(0.5))


def test_times_with_a_zone_are_understood() -> None:
    known = season(40)
    aware = Season("2026", OPENING.replace(tzinfo=UTC), CLOSING.replace(tzinfo=UTC), 100, known.daily)
    past = [Season("2025", aware.opening, aware.closing, 100, known.daily)]
    naive_past = [Season("2025", OPENING, CLOSING, 100, known.daily)]
    assert forecast(aware, moment(0.5).replace(tzinfo=UTC), past) == forecast(known, moment(0.5), naive_past)


def test_a_year_whose_times_have_a_zone_has_the_same_curve() -> None:
    known, elapsed = season(40), np.linspace(0, 1, 11)
    aware = Season("2026", OPENING.replace(tzinfo=UTC), CLOSING.replace(tzinfo=UTC), 100, known.daily)
    assert aware.shares(elapsed).tolist() == known.shares(elapsed).tolist()


def test_without_a_year_the_curve_is_trusted_as_the_start_assumption_says() -> None:
    assert concentration_of([]) == pytest.approx(START_CONCENTRATION)


def test_each_year_is_compared_with_the_others_and_never_with_itself() -> None:
    known, moments = [season(60), season(80, power=2), season(50, power=0.5)], np.linspace(0.1, 0.9, 9)
    spreads = [2 / (START_CONCENTRATION + 1)]
    for year in known:
        expected = mean_share(moments, [other for other in known if other is not year])
        distance = (year.shares(moments) - expected) ** 2 / (expected * (1 - expected))
        spreads.append(max(distance.mean() - 1 / year.total, 0))
    assert concentration_of(known) == pytest.approx(5 / sum(spreads) - 1)


def test_late_arrivals_by_extension_count_at_the_end_of_a_year() -> None:
    late = Season("2025", OPENING, CLOSING, 10, {OPENING.date(): 6, (CLOSING + timedelta(days=9)).date(): 4})
    assert late.shares(np.array([0.0, 0.5, 0.999, 1.0])) == pytest.approx([0.0, 0.6, 0.6, 1.0], abs=0.05)


def test_a_season_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="close after"):
        Season("2026", CLOSING, OPENING, 100, {})
    with pytest.raises(ValueError, match="close after"):
        Season("2026", OPENING, OPENING, 100, {})


def test_an_unheard_of_year_is_believed() -> None:
    result = forecast(season(40_000), moment(0.5))
    assert result.submitted == 20_000
    assert 30_000 < result.low < result.median < result.high


@given(st.floats(0.001, 0.999), st.integers(0, 400), st.integers(1, 300), st.integers(0, 3))
@examples(usual=10, deep=200)
def test_band_starts_at_today_only_rises_and_ends_at_the_headline(
    elapsed: float, total: int, target: int, years: int
) -> None:
    past = [season(30 + 20 * year, power=1 + year, year=2020 + year) for year in range(years)]
    result = forecast(season(total, target=target), moment(elapsed), past)
    start, end = result.band[0], result.band[-1]
    assert start.low == start.median == start.high == result.submitted
    assert (end.low, end.median, end.high) == (result.low, result.median, result.high)
    for name in ("day", "low", "median", "high"):
        values = [getattr(point, name) for point in result.band]
        assert values == sorted(values)
    assert result.submitted <= result.low <= result.median <= result.high
    assert 0 <= result.probability <= 1


@given(st.floats(0.05, 0.97), st.integers(0, 150), st.integers(0, 60))
@examples(usual=10, deep=200)
def test_more_proposals_never_make_the_target_less_likely(elapsed: float, few: int, more: int) -> None:
    now = moment(elapsed)
    low, high = (
        forecast(Season("2026", OPENING, CLOSING, 100, {OPENING.date(): count}), now) for count in (few, few + more)
    )
    assert low.median <= high.median
    assert low.probability <= high.probability + 1e-9


@given(st.integers(1, 300), st.integers(0, 50))
@examples(usual=8, deep=100)
def test_a_higher_target_is_never_more_likely(target: int, more: int) -> None:
    past = [season(90, year=2025)]
    easy, hard = (forecast(season(70, target=goal), moment(0.6), past) for goal in (target, target + more))
    assert easy.probability >= hard.probability


def test_probability_agrees_with_the_quantiles() -> None:
    at_median = forecast(season(70), moment(0.5)).median
    result = forecast(season(70, target=at_median), moment(0.5), [season(100, year=2025)])
    certain = forecast(season(70, target=result.high), moment(0.5), [season(100, year=2025)])
    assert certain.probability == pytest.approx(0.1, abs=0.03)


def test_the_same_data_give_the_same_forecast() -> None:
    assert forecast(season(67), moment(0.7)) == forecast(season(67), moment(0.7))


def test_explanation_names_its_source_range_and_chance_in_four_sentences() -> None:
    first = forecast(season(67), moment(0.7))
    text = explanation(first)
    assert "belum ada data periode sebelumnya" in text
    assert f"antara {first.low} dan {first.high} usulan" in text
    learned = explanation(forecast(season(67), moment(0.7), [season(90, year=2025)]))
    assert "dipelajari dari periode sebelumnya: 2025." in learned
    assert text.count(". ") == learned.count(". ") == 3


@examples(usual=10, deep=200)
@given(total=st.integers(0, 30), target=st.integers(1, 2000), elapsed=st.floats(0.01, 0.999))
def test_the_probability_lies_between_nothing_and_certainty(total: int, target: int, elapsed: float) -> None:
    year = season(total, target=target) if total else Season("2026", OPENING, CLOSING, target, {})
    result = forecast(year, moment(elapsed), [season(80, year=2025)])
    assert 0 <= result.probability <= 1
    assert result.probability == 1 or result.submitted < target
    assert verdict(result.probability)


def test_what_is_all_but_impossible_is_not_called_zero() -> None:
    result = forecast(Season("2026", OPENING, CLOSING, 100, {}), moment(0.93), [season(20, year=2025)])
    assert 0 < result.probability < 1e-6
    assert chance(result.probability) == "kurang dari 1%"


@pytest.mark.parametrize(
    ("size", "success"), [(3.5, [0.02, 0.3, 0.9]), (120.0, [0.4, 0.6, 0.999]), (9000.0, [0.95, 0.99, 1.0])]
)
def test_single_probabilities_add_up_to_the_closed_form(size: float, success: list[float]) -> None:
    rest = _Rest(size, np.array(success), np.array([0.2, 0.5, 0.3]))
    np.testing.assert_allclose(rest._added_up(600), rest.cdf(np.arange(601.0)), rtol=0, atol=1e-9)
