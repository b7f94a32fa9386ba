"""Predictive distribution of the number of proposals at closing time, learned from earlier periods.

Method, all of it deterministic:

* Proposals arrive as a Poisson process with an unknown expected total T and an unknown cumulative curve F.
* T ~ Gamma. Its mean is the average of earlier totals, or the target while there are none; its coefficient of
  variation starts at 50 % and follows the spread of the earlier totals (START_SPREAD, START_YEARS). With the small
  probability DOUBT the mean is of another order of magnitude, so that an unheard-of year corrects it.
* F ~ Dirichlet process (Ferguson 1973, Annals of Statistics 1:209-230) around the mean curve m of seasons.py with
  concentration k: F(t) ~ Beta(k·m(t), k·(1 - m(t))), and the share of the rest that comes until u is an independent
  Beta with parameters k·(m(u) - m(t)) and k·(1 - m(u)).
* Given n so far, what still comes is gamma-Poisson (negative binomial), averaged over F(now) given n. The weekly band
  sends a stratified sample of that distribution along the Dirichlet process with a fixed seed, so that its end equals
  the headline.

Times are local (WIB) datetimes, all aware or all naive; days are local dates.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincc, betaincinv, gammaln

from dashboard.charts.labels import chance
from dashboard.forecast.seasons import START_YEARS, Array, Season, concentration_of, mean_share
from foundation.text.rounding import grouped
from proposals.core.period.state import Phase, phase_of

START_SPREAD = 0.5  # coefficient of variation of the total before anything is known
DOUBT = 0.02  # probability that the assumed level is wrong by a power of two between 1/8 and 1,024
BAND = (0.1, 0.5, 0.9)  # quantiles: the 80 % band and the median
NODES = 64  # points that stand for the distribution of F(now)
DRAWS = 2000  # stratified sample behind quantiles and band; P(target) is computed without it
ADDED_UP = 1024  # up to this amount the probabilities of single amounts are added up; beyond, memory would be wasted
GRID = 256  # amounts that are resolved one by one; as many more, evenly spaced in proportion, cover the tail
SEED = 2026
PACE_DAYS = 28
DAY = timedelta(days=1)  # days are counted whole, so an open period is at least one day old
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class BandPoint:
    """The 80 % band and median of the cumulative count on one future day."""

    day: date
    low: int
    median: int
    high: int


@dataclass(frozen=True)
class Forecast:
    """What is expected at closing; paces are proposals per week, elapsed and probability are 0–1.

    Once the period is closed both paces are None; pace_needed is 0 as soon as the target is reached.
    """

    phase: Phase
    target: int
    submitted: int
    elapsed: float
    low: int
    median: int
    high: int
    probability: float
    pace_now: float | None
    pace_needed: float | None
    band: tuple[BandPoint, ...]
    learned_from: tuple[str, ...]


@dataclass(frozen=True)
class BacktestCase:
    """One earlier period, forecast from the periods before it when the given part of it was over."""

    label: str
    elapsed: float
    learned_from: int
    low: int
    median: int
    high: int
    actual: int

    @property
    def inside(self) -> bool:
        """Tell whether the 80 % band held the true total."""
        return self.low <= self.actual <= self.high


@dataclass(frozen=True)
class Backtest:
    """All back-test cases and the part of them (0–1) whose band held the truth; None without a case."""

    cases: tuple[BacktestCase, ...]
    coverage: float | None


@dataclass(frozen=True)
class _Rest:
    """The negative-binomial mixture of what still comes."""

    size: float
    success: Array
    weights: Array

    def cdf(self, amounts: Array) -> Array:
        """Return P(rest ≤ amount) for whole amounts ≥ 0."""
        parts: Array = betainc(self.size, amounts[:, None] + 1.0, self.success[None, :])
        return np.asarray(parts @ self.weights, dtype=np.float64)

    def _added_up(self, top: int) -> Array:
        """The same for every whole amount up to `top`: adding single probabilities up is many times quicker."""
        amounts = np.arange(top + 1.0)
        missed = np.log1p(-np.minimum(self.success, 1 - 1e-15))
        ways = gammaln(self.size + amounts) - gammaln(self.size) - gammaln(amounts + 1)
        single = np.exp(ways[:, None] + self.size * np.log(self.success) + amounts[:, None] * missed)
        return np.asarray(np.cumsum(single @ self.weights), dtype=np.float64)

    def at_least(self, amount: int) -> float:
        """Return P(rest ≥ amount) for an amount ≥ 1, summed from the tail: never negative, never rounded off."""
        return min(float(betaincc(self.size, float(amount), self.success) @ self.weights), 1.0)

    def sample(self) -> NDArray[np.int64]:
        """Return DRAWS values at evenly spaced probabilities, ascending."""
        top = 64
        while self.cdf(np.array([float(top)]))[0] < 1 - 1e-4:
            top *= 2
        amounts = np.unique(np.rint(np.append(np.arange(float(GRID)), np.geomspace(GRID, max(top, GRID), GRID))))
        reached = self._added_up(max(top, GRID))[amounts.astype(np.int64)] if top <= ADDED_UP else self.cdf(amounts)
        places = np.searchsorted(reached, (np.arange(DRAWS) + 0.5) / DRAWS)
        return amounts[np.minimum(places, len(amounts) - 1)].astype(np.int64)


def forecast(season: Season, now: datetime, past: Sequence[Season] = ()) -> Forecast:
    """Forecast the total of a season from what came until now and from earlier seasons that are finished by now.

    Days of the season after today are ignored, and so are earlier seasons that still run now or have not a single
    proposal. Raises ValueError before the opening, when there is nothing to go by.
    """
    phase = phase_of(season.opening, season.closing, now)
    if phase is Phase.BEFORE:
        raise ValueError(f"Season {season.label} has not opened")
    known = [year for year in past if year.total and year.closing < now]
    submitted = season.count(now.date())
    if phase is Phase.CLOSED:
        rest, probability = np.zeros(DRAWS, dtype=np.int64), float(submitted >= season.target)
        band: tuple[BandPoint, ...] = ()
    else:
        concentration = concentration_of(known)
        mixture = _rest(season, submitted, season.elapsed(max(now, season.opening + DAY)), concentration, known)
        rest, probability = mixture.sample(), _chance_of(season.target - submitted, mixture)
        band = _band(season, now, submitted, rest, concentration, known)
    low, median, high = _quantiles(submitted + rest)
    return Forecast(
        phase=phase,
        target=season.target,
        submitted=submitted,
        elapsed=season.elapsed(now),
        low=low,
        median=median,
        high=high,
        probability=probability,
        pace_now=_pace_now(season, now) if phase is Phase.OPEN else None,
        pace_needed=_pace_needed(season, now, submitted) if phase is Phase.OPEN else None,
        band=band,
        learned_from=tuple(year.label for year in known),
    )


def backtest(seasons: Sequence[Season], moments: Sequence[float] = (0.25, 0.5, 0.75, 0.9)) -> Backtest:
    """Forecast every finished season from the ones before it, at the given elapsed parts (0–1), and compare."""
    ordered = sorted(seasons, key=lambda season: season.opening)
    cases = []
    for place, season in enumerate(ordered):
        for moment in moments:
            instant = season.opening + moment * (season.closing - season.opening)
            now = min(datetime.combine(instant.date(), time.max, instant.tzinfo), season.closing - timedelta(seconds=1))
            seen = forecast(season, now, ordered[:place])
            values = (len(seen.learned_from), seen.low, seen.median, seen.high, season.total)
            cases.append(BacktestCase(season.label, moment, *values))
    coverage = sum(case.inside for case in cases) / len(cases) if cases else None
    return Backtest(tuple(cases), coverage)


def explanation(result: Forecast) -> str:
    """Explain method and result to a leader in three or four plain Indonesian sentences."""
    target = grouped(result.target)
    if result.phase is Phase.CLOSED:
        outcome = "tercapai" if result.submitted >= result.target else "tidak tercapai"
        return (
            f"Periode sudah ditutup dengan {grouped(result.submitted)} usulan. Target {target} usulan {outcome}. "
            "Angka ini jumlah akhir, bukan lagi perkiraan."
        )
    if result.learned_from:
        source = f"Pola itu dipelajari dari periode sebelumnya: {', '.join(result.learned_from)}."
    else:
        source = (
            "Karena belum ada data periode sebelumnya, dipakai anggapan awal: lebih dari sepertiga usulan masuk pada "
            f"sepersepuluh waktu terakhir, dan jumlah akhirnya berada di sekitar target {target}."
        )
    return (
        "Perkiraan dihitung dari jumlah usulan yang sudah diajukan dan dari bagian yang biasanya sudah masuk pada saat "
        f"yang sama, karena banyak usulan baru datang menjelang penutupan. {source} "
        "Hasilnya berupa rentang: dari 10 kemungkinan, 8 berakhir "
        f"antara {grouped(result.low)} dan {grouped(result.high)} usulan, "
        f"dengan nilai tengah {grouped(result.median)}. "
        f"Peluang mencapai target {target} usulan {chance(result.probability)}; "
        "angka ini berubah setiap kali ada usulan baru."
    )


def _rest(season: Season, submitted: int, elapsed: float, concentration: float, known: Sequence[Season]) -> _Rest:
    """Average the gamma-Poisson distribution of the rest over the share that has come by now, given what has come."""
    totals = np.array([year.total for year in known] or [max(season.target, 1)], dtype=np.float64)
    level = float(totals.mean())
    squares = START_YEARS * START_SPREAD**2 + (float(np.sum((totals / level - 1) ** 2)) if known else 0.0)
    shape = (START_YEARS + len(known)) / squares
    steps = np.arange(-3.0, 11.0)
    trust = np.where(steps == 0, 1 - DOUBT, DOUBT / (len(steps) - 1))[:, None]
    rate = (shape / level / 2**steps)[:, None]
    mean = float(np.clip(mean_share(np.array([elapsed]), known)[0], 1e-6, 1 - 1e-6))
    places, densities = np.polynomial.legendre.leggauss(NODES)
    quantiles = betaincinv(concentration * mean, concentration * (1 - mean), (places + 1) / 2)
    arrived = np.clip(quantiles, 1e-9, 1 - 1e-9)
    fit = np.log(trust * densities) + shape * np.log(rate) + submitted * np.log(arrived)
    fit -= (shape + submitted) * np.log(rate + arrived)
    weights = np.exp(fit - fit.max())
    kept = weights > 1e-6
    success = (rate + arrived) / (rate + 1)
    return _Rest(shape + submitted, success[kept], weights[kept] / weights[kept].sum())


def _chance_of(missing: int, rest: _Rest) -> float:
    return 1.0 if missing <= 0 else rest.at_least(missing)


def _quantiles(totals: NDArray[np.int64]) -> tuple[int, int, int]:
    low, median, high = np.quantile(totals, BAND, method="inverted_cdf")
    return int(low), int(median), int(high)


def _band(
    season: Season,
    start: datetime,
    submitted: int,
    rest: NDArray[np.int64],
    concentration: float,
    known: Sequence[Season],
) -> tuple[BandPoint, ...]:
    """Spread each draw of the rest over the weeks that are left; the first point is today, the last the closing day."""
    ends = [*(start + WEEK * step for step in range(ceil((season.closing - start) / WEEK))), season.closing]
    means = mean_share(np.array([season.elapsed(end) for end in ends]), known)
    random = np.random.default_rng(SEED)
    left = rest.copy()
    points = [BandPoint(start.date(), submitted, submitted, submitted)]
    for end, before, mean in zip(ends[1:], means, means[1:], strict=False):
        ahead = 1 - mean
        if end == season.closing:
            left = np.zeros_like(left)
        elif mean > before:
            parts = random.beta(concentration * (mean - before), concentration * ahead, DRAWS)
            left = left - random.binomial(left, parts)
        points.append(BandPoint(end.date(), *_quantiles(submitted + rest - left)))
    return tuple(points)


def pace(recent: int, since_opening: timedelta) -> float:
    """Return the weekly average of what came in the last four weeks, or since the opening when that is shorter."""
    return recent / (max(min(since_opening, timedelta(days=PACE_DAYS)), WEEK) / WEEK)


def pace_begins(now: datetime) -> date:
    """Return the first day whose proposals count for the pace at this local time."""
    return (now - timedelta(days=PACE_DAYS - 1)).date()


def _pace_now(season: Season, now: datetime) -> float:
    recent = season.count(now.date()) - season.count(pace_begins(now) - timedelta(days=1))
    return pace(recent, now - season.opening)


def _pace_needed(season: Season, now: datetime, submitted: int) -> float:
    """Return what is missing per week that is left; inside the last week, all that is missing."""
    return max(season.target - submitted, 0) / max((season.closing - now) / WEEK, 1.0)
