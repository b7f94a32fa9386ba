"""The forecast against many years: its band holds eight of ten, and what it calls likely is as often so."""

import numpy as np
import pytest

from dashboard.forecast.predicting import backtest, forecast
from tests.dashboard.forecast.years import moment, season, simulated


def test_the_band_of_simulated_years_holds_eight_of_ten() -> None:
    random = np.random.default_rng(7)
    inside = dict.fromkeys((0.2, 0.5, 0.8, 0.95), 0)
    for _year in range(100):
        year = simulated(random, 2026)
        for elapsed in inside:
            result = forecast(year, moment(elapsed))
            inside[elapsed] += result.low <= year.total <= result.high
    assert all(0.72 <= hits / 100 <= 0.93 for hits in inside.values()), inside


def test_probabilities_of_simulated_years_are_as_often_right_as_they_say() -> None:
    random = np.random.default_rng(11)
    said, happened = [], []
    for _year in range(100):
        year = simulated(random, 2026)
        said.append(forecast(year, moment(0.6)).probability)
        happened.append(year.total >= 100)
    assert np.mean(said) == pytest.approx(np.mean(happened), abs=0.08)
    assert np.mean((np.array(said) - happened) ** 2) < 0.6 * np.var(happened)


def test_backtest_learns_only_from_the_years_before() -> None:
    report = backtest([season(70, year=2025), season(60, year=2024)], moments=(0.5, 0.9))
    assert [(case.label, case.learned_from, case.actual) for case in report.cases] == [
        ("2024", 0, 60),
        ("2024", 0, 60),
        ("2025", 1, 70),
        ("2025", 1, 70),
    ]
    assert report.coverage == sum(case.inside for case in report.cases) / 4


def test_backtest_of_simulated_years_covers_about_eight_of_ten_even_off_the_prior() -> None:
    random = np.random.default_rng(3)
    report = backtest([simulated(random, year, power=1.5) for year in range(1990, 2020)])
    assert len(report.cases) == 120
    assert report.coverage is not None
    assert 0.7 <= report.coverage <= 0.95


def test_backtest_without_a_year_has_no_coverage() -> None:
    assert backtest([]).coverage is None
