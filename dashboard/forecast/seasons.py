"""When proposals arrive inside a period: one season's arrivals, the prior curve, and what earlier seasons teach.

The prior curve is the deadline law of Alfi, Parisi and Pietronero (2007, Nature Physics 3:746): the pressure to
register is inversely proportional to the time that remains. SOFTENING removes the singularity at the deadline; with it
the final number is about three times the straight continuation of the first weeks, which is what they observed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SOFTENING = 0.05  # of the period; puts 36 % of the proposals into its last tenth
START_CONCENTRATION = 20.0  # the share arrived by a moment is as uncertain as a share seen on 20 proposals
CONCENTRATION_RANGE = (4.0, 200.0)
START_YEARS = 2.0  # how many years of experience the starting values count for


@dataclass(frozen=True)
class Season:
    """One period: its name, times, target, and how many proposals were submitted on each local day.

    Raises ValueError when it does not end after it starts.
    """

    label: str
    opening: datetime
    closing: datetime
    target: int
    daily: Mapping[date, int]

    def __post_init__(self) -> None:
        if self.closing <= self.opening:
            raise ValueError(f"Season {self.label} must close after it opens")

    @property
    def total(self) -> int:
        """Return how many proposals the period has in all."""
        return sum(self.daily.values())

    def count(self, day: date) -> int:
        """Return how many proposals had come by the end of the day."""
        return sum(amount for when, amount in self.daily.items() if when <= day)

    def elapsed(self, now: datetime) -> float:
        """Return the part of the period that is over, 0–1."""
        return min(max((now - self.opening) / (self.closing - self.opening), 0.0), 1.0)

    def shares(self, elapsed: Array) -> Array:
        """Return which part of all proposals had come by each elapsed part of the period (0–1); late ones at 1."""
        days = sorted(self.daily)
        starts = [datetime.combine(day, time.min, self.opening.tzinfo) for day in days]
        edges = [self.elapsed(edge) for start in starts for edge in (start, start + timedelta(days=1))]
        sums = np.cumsum([0, *(self.daily[day] for day in days)]) / self.total
        return np.where(elapsed >= 1.0, 1.0, np.interp(elapsed, edges, np.repeat(sums, 2)[1:-1]))


def prior_share(elapsed: Array) -> Array:
    """Return the part of all proposals expected by each elapsed part of the period (0–1) when no year is known."""
    end = 1 + SOFTENING
    return np.asarray(np.log(end / (end - elapsed)) / np.log(end / SOFTENING), dtype=np.float64)


def mean_share(elapsed: Array, known: Sequence[Season]) -> Array:
    """Return the average of the known seasons' curves and of one imagined season that follows the prior curve."""
    curves = [prior_share(elapsed), *(year.shares(elapsed) for year in known)]
    return np.asarray(np.mean(curves, axis=0), dtype=np.float64)


def concentration_of(known: Sequence[Season]) -> float:
    """Estimate k from how far each year lies from the mean of the others, less the noise of its own small numbers."""
    moments = np.linspace(0.1, 0.9, 9)
    spreads = [START_YEARS / (START_CONCENTRATION + 1)]
    for place, year in enumerate(known):
        expected = mean_share(moments, [*known[:place], *known[place + 1 :]])
        distance = np.mean((year.shares(moments) - expected) ** 2 / (expected * (1 - expected)))
        spreads.append(max(float(distance) - 1 / year.total, 0.0))
    average = sum(spreads) / (START_YEARS + len(known))
    return float(np.clip(1 / average - 1, *CONCENTRATION_RANGE))
