"""Days and hours of a demo year: working days of a period, surges of arrivals, and an office hour for every move."""

import datetime
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from inovasi.demo.guard import DemoRefused
from proposals.core.period.models import Period

SHORTEST: Final = datetime.timedelta(days=30)
# Where in the period arrivals swell (share of the time gone), how wide the swell is, and how strong.
SURGES: Final = ((0.08, 0.03, 4.0), (0.40, 0.03, 3.0), (0.68, 0.025, 5.0), (0.97, 0.03, 6.0))
OPENING_HOUR, OFFICE_SECONDS = 8, 8 * 60 * 60


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of a period on which things happen; proposals arrive on the first `arrivals` of them."""

    days: Sequence[datetime.date]
    arrivals: int

    def index_of(self, moment: datetime.datetime | None) -> int:
        """The first of the days that is not before `moment`; 0 when there is no moment."""
        if moment is None:
            return 0
        day = timezone.localtime(moment).date()
        return next((index for index, each in enumerate(self.days) if each >= day), len(self.days) - 1)


def running_calendar(period: Period, now: datetime.datetime) -> Calendar:
    """The days of the current year: from its opening until `now`, never past its closing.

    So the leader's page always has a week behind it in which something moved. After the closing the calendar depends
    on the period's dates alone. Raises DemoRefused when the period has run for less than 30 days.
    """
    end = min(period.closes_at, now)
    if end - period.opens_at < SHORTEST:
        opening = timezone.localtime(period.opens_at)
        raise DemoRefused(
            f"{period.name} baru dibuka pada {opening:%d/%m/%Y}, sehingga belum ada waktu untuk diisi data contoh. "
            "Majukan opens_at dalam berkas period pada folder fixtures, muat ke basis data kosong, lalu jalankan lagi."
        )
    days = _working_days(period.opens_at, end)
    return Calendar(days, len(days))


def finished_calendar(period: Period, decided_by: datetime.datetime) -> Calendar:
    """The days of a year that is over: proposals until its closing, decisions until `decided_by`."""
    days = _working_days(period.opens_at, decided_by)
    closing = timezone.localtime(period.closes_at).date()
    return Calendar(days, sum(day < closing for day in days))


def _working_days(first: datetime.datetime, last: datetime.datetime) -> list[datetime.date]:
    """Mondays to Fridays after the day of `first` and before the day of `last`."""
    start, end = timezone.localtime(first).date(), timezone.localtime(last).date()
    every = (start + datetime.timedelta(days=offset) for offset in range(1, (end - start).days))
    return [day for day in every if day.weekday() < 5]


def arrival_days(rng: random.Random, count: int, days: int) -> list[int]:
    """Indices of the days on which `count` proposals arrive, in order: a steady trickle with surges."""
    weights = [1 + sum(_bump(day / days, *surge) for surge in SURGES) for day in range(days)]
    return sorted(rng.choices(range(days), weights, k=count))


def _bump(position: float, centre: float, width: float, height: float) -> float:
    return height * math.exp(-(((position - centre) / width) ** 2) / 2)


def office_hour(rng: random.Random, day: datetime.date) -> datetime.datetime:
    """A moment between 08.00 and 16.00 of that day, in the city's time."""
    opening = datetime.datetime.combine(day, datetime.time(OPENING_HOUR))
    return timezone.make_aware(opening + datetime.timedelta(seconds=rng.randrange(OFFICE_SECONDS)))
