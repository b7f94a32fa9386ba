"""Years to forecast: some that follow a curve exactly, and some drawn from the model."""

from collections import Counter
from datetime import datetime, timedelta

import numpy as np

from dashboard.forecast.seasons import Season, prior_share

OPENING, CLOSING = datetime(2026, 3, 1), datetime(2026, 9, 27)
DAYS = (CLOSING - OPENING).days


def season(total: int, *, power: float = 1.0, target: int = 100, year: int = 2026) -> Season:
    """A year in which the share arrived by elapsed t is t ** power."""
    opening = OPENING.replace(year=year)
    days = (int(DAYS * ((number + 0.5) / total) ** (1 / power)) for number in range(total))
    daily = Counter((opening + timedelta(days=day)).date() for day in days)
    return Season(str(year), opening, opening + timedelta(days=DAYS), target, daily)


def simulated(random: np.random.Generator, year: int, *, power: float | None = None) -> Season:
    """A year drawn from the model: gamma total, Dirichlet curve around the prior (or t ** power), Poisson days."""
    edges = np.linspace(0, 1, DAYS + 1)
    shares = np.diff(prior_share(edges) if power is None else edges**power)
    weights = random.gamma(20 * shares)
    amounts = random.poisson(random.gamma(4, 25) * weights / weights.sum())
    opening = datetime(year, 3, 1)
    daily = {(opening + timedelta(days=day)).date(): int(amount) for day, amount in enumerate(amounts) if amount}
    return Season(str(year), opening, opening + timedelta(days=DAYS), 100, daily)


def moment(elapsed: float) -> datetime:
    return OPENING + elapsed * timedelta(days=DAYS) - timedelta(seconds=1)
