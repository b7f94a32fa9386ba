"""The forecast against the model it claims to be, reckoned again the long way, and its exact edges."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from dashboard.forecast.predicting import BacktestCase, Forecast, backtest, forecast, pace_begins
from dashboard.forecast.seasons import Season, concentration_of, mean_share
from tests.dashboard.forecast.years import CLOSING, OPENING, moment, season

MOST = 3000
LEVELS = range(-3, 11)
YEARS = [season(60, year=2023), season(80, power=2, year=2024), season(120, year=2025)]
CASES = pytest.mark.parametrize(
    ("submitted", "elapsed", "past"),
    [(0, 0.3, []), (30, 0.6, []), (50, 0.5, YEARS), (12, 0.85, YEARS[:1]), (45, 0.4, YEARS[:1])],
)


def halfway(submitted: int, elapsed: float, past: list[Season], target: int = 100) -> Forecast:
    return forecast(Season("2026", OPENING, CLOSING, target, {OPENING.date(): submitted}), moment(elapsed), past)


def shares(elapsed: list[float], past: list[Season]) -> NDArray[np.float64]:
    return mean_share(np.array(elapsed), past)


def model(submitted: int, elapsed: float, past: list[Season]) -> NDArray[np.float64]:
    """P(rest = 0, 1, …, MOST or more) by the text at the head of predicting.py, level by level and share by share."""
    level = float(np.mean([year.total for year in past] or [100]))
    squares = 2 * 0.5**2 + sum((year.total / level - 1) ** 2 for year in past)
    shape = (2 + len(past)) / squares
    mean, trust = shares([elapsed], past)[0], concentration_of(past)
    arrived = stats.beta(trust * mean, trust * (1 - mean)).ppf((np.arange(400) + 0.5) / 400)
    found, everything = np.zeros(MOST), 0.0
    for step in LEVELS:
        rate = shape / (level * 2.0**step)
        prior = 0.98 if step == 0 else 0.02 / 13
        fits = stats.nbinom(shape, rate / (rate + arrived)).pmf(submitted)
        rest = stats.nbinom(shape + submitted, ((rate + arrived) / (rate + 1))[:, None])
        found += prior * fits @ rest.pmf(np.arange(MOST))
        everything += prior * fits.sum()
    return np.append(found, max(everything - found.sum(), 0)) / everything


@CASES
def test_chances_and_range_are_those_of_the_model(submitted: int, elapsed: float, past: list[Season]) -> None:
    result = halfway(submitted, elapsed, past)
    rest = model(submitted, result.elapsed, past)
    reached = np.cumsum(rest)
    # Without an earlier year the target is what the level is taken from, so that another one changes both.
    for target in [submitted + missing for missing in (1, 10, 40, 150)] if past else [100]:
        chance = halfway(submitted, elapsed, past, target).probability
        assert chance == pytest.approx(1 - reached[target - submitted - 1], abs=0.003)
    expected = submitted + np.searchsorted(reached, [0.1, 0.5, 0.9])
    assert [result.low, result.median, result.high] == pytest.approx(expected, abs=1.5)


@CASES
def test_the_weeks_between_are_those_of_the_model(submitted: int, elapsed: float, past: list[Season]) -> None:
    result = halfway(submitted, elapsed, past)
    random = np.random.default_rng(5)
    rest = random.choice(MOST + 1, 20_000, p=model(submitted, result.elapsed, past))
    now, trust = moment(elapsed), concentration_of(past)
    assert [point.day for point in result.band] == [
        *((now + timedelta(weeks=week)).date() for week in range(len(result.band) - 1)),
        CLOSING.date(),
    ]
    assert (CLOSING - now) / timedelta(weeks=1) <= len(result.band) - 1 < (CLOSING - now) / timedelta(weeks=1) + 1
    for week, point in enumerate(result.band[1:-1], start=1):
        part = (now + timedelta(weeks=week) - OPENING) / (CLOSING - OPENING)
        before, after = shares([result.elapsed, part], past)
        come = random.binomial(rest, random.beta(trust * (after - before), trust * (1 - after), len(rest)))
        expected = submitted + np.quantile(come, [0.1, 0.5, 0.9])
        assert [point.low, point.median, point.high] == pytest.approx(expected, abs=2, rel=0.06)


def test_an_exactly_reached_target_is_certain_and_one_more_is_not() -> None:
    assert halfway(50, 0.5, YEARS, target=50).probability == 1
    assert 0.9 < halfway(50, 0.5, YEARS, target=51).probability < 1


def test_the_start_assumption_is_the_target_even_where_it_is_one_or_none() -> None:
    assert halfway(0, 0.5, [], target=0).median == halfway(0, 0.5, [], target=1).median == 0


def test_both_ends_of_a_range_belong_to_it() -> None:
    assert [BacktestCase("2025", 0.5, 0, 10, 12, 14, actual).inside for actual in (9, 10, 14, 15)] == [
        False, True, True, False,
    ]  # fmt: skip


def test_a_backtest_asks_at_the_end_of_the_day_and_before_the_closing() -> None:
    first, second = season(60, year=2024), season(70, year=2025)
    expected = []
    for year, earlier in ((first, []), (second, [first])):
        for part, day in ((0.25, 52), (0.5, 105), (0.75, 157), (0.9, 189)):
            evening = (year.opening + timedelta(days=day)).replace(hour=23, minute=59, second=59, microsecond=999_999)
            seen = forecast(year, evening, earlier)
            expected.append(BacktestCase(year.label, part, len(earlier), seen.low, seen.median, seen.high, year.total))
    assert backtest([second, first]).cases == tuple(expected)
    last = backtest([first], moments=(1.0,)).cases[0]
    seen = forecast(first, first.closing - timedelta(seconds=1))
    assert (last.low, last.median, last.high) == (seen.low, seen.median, seen.high)


def test_coverage_is_the_part_of_the_cases_whose_range_held() -> None:
    report = backtest([season(100, year=2024), season(900, year=2025)], moments=(0.1, 0.9))
    held = [case.low <= case.actual <= case.high for case in report.cases]
    assert 0 < sum(held) < 4
    assert report.coverage == sum(held) / 4


def test_the_pace_looks_at_twenty_eight_days_with_today() -> None:
    assert pace_begins(datetime(2026, 8, 28, 9)) == date(2026, 8, 1)
    daily = {date(2026, 7, 31): 5, date(2026, 8, 1): 8}
    result = forecast(Season("2026", OPENING, CLOSING, 100, daily), datetime(2026, 8, 28, 9))
    assert result.pace_now == 2
