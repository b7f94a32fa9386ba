"""When proposals came in: the weekly curve of a period, its forecast and the forecast's back-test."""

import datetime
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from agencies.core.models import User
from dashboard.forecast.curve import CurvePoint
from dashboard.forecast.predicting import Backtest, Forecast, backtest, explanation, forecast
from dashboard.forecast.seasons import Season
from proposals.core.counts.counting import KnownPeriod
from proposals.core.history.record import Event
from proposals.core.period.models import Period
from proposals.core.period.state import PeriodState, period_state
from proposals.core.querysets import SentQuerySet
from proposals.core.sent import SentProposal
from proposals.core.workflow import ELIGIBLE

WEEK, SECOND = datetime.timedelta(days=7), datetime.timedelta(seconds=1)
Daily = tuple[tuple[datetime.date, int], ...]
Spell = tuple[str, datetime.datetime, datetime.datetime, int, Daily]


@dataclass(frozen=True, slots=True)
class Outlook:
    """The weekly curve so far, the forecast with its explanation, and how well the method did in earlier years.

    `at` is the moment of which all this is.
    """

    at: datetime.datetime
    points: list[CurvePoint]
    forecast: Forecast
    explanation: str
    backtest: Backtest


def outlook(user: User, known: KnownPeriod, at: datetime.datetime) -> Outlook | None:
    """Everything about pace and forecast of a period as this person may know it; three queries.

    None before the opening: what has not begun is not forecast.
    """
    period, state = known.period, period_state(known.period, at)
    if state.is_before:
        return None
    spells, now = _spells(user, period, at), _whole_minute(period, state, at)
    current = _season(spells[-1])
    finished = tuple(spell for spell in spells[:-1] if spell[4])
    result = _forecast(tuple(spells), now)
    eligible = _eligible_days(known.rows.eligible())
    return Outlook(
        at=at,
        points=weekly_points(current, eligible, now.date()),
        forecast=result,
        explanation=explanation(result),
        backtest=_backtest(finished),
    )


def _whole_minute(period: Period, state: PeriodState, at: datetime.datetime) -> datetime.datetime:
    """The moment in the city's time without its seconds, but never across the period's opening or closing."""
    minute, opening, closing = (
        timezone.localtime(moment)
        for moment in (at.replace(second=0, microsecond=0), period.opens_at, period.closes_at)
    )
    return max(minute, closing + SECOND) if state.is_closed else max(minute, opening)


def weekly_points(season: Season, eligible: Counter[datetime.date], today: datetime.date) -> list[CurvePoint]:
    """The cumulative counts at the end of each week from the opening until today or the closing; none before it."""
    opening, last = season.opening.date(), min(today, season.closing.date())
    if last < opening:
        return []
    days = [opening + WEEK * step for step in range((last - opening).days // 7 + 1)]
    if days[-1] != last:
        days.append(last)
    # What came with an extension after the closing belongs to the last point once the period is over.
    ends = [*days[:-1], max(today, last)]
    return [
        CurvePoint(day, season.count(end), sum(amount for when, amount in eligible.items() if when <= end))
        for day, end in zip(days, ends, strict=True)
    ]


def _spells(user: User, period: Period, at: datetime.datetime) -> list[Spell]:
    """The periods of its kind that were finished by then, oldest first, and this one, with what came on each local day.

    Two queries.
    """
    before = Period.objects.of_the_kind_of(period).filter(opens_at__lt=period.opens_at, closes_at__lt=at)
    periods = [*before.order_by("opens_at"), period]
    daily: dict[int, list[tuple[datetime.date, int]]] = {}
    found = SentProposal.objects.visible_to(user).submitted().filter(period__in=periods)
    by_day = found.annotate(day=TruncDate("submitted_at")).order_by("day")
    for key, day, amount in by_day.values_list("period_id", "day").annotate(amount=Count("pk")):
        daily.setdefault(key, []).append((day, amount))
    return [
        (
            f"{one.year}",
            timezone.localtime(one.opens_at),
            timezone.localtime(one.closes_at),
            one.target,
            tuple(daily.get(one.pk, [])),
        )
        for one in periods
    ]


def _season(spell: Spell) -> Season:
    label, opening, closing, target, daily = spell
    return Season(label, opening, closing, target, dict(daily))


def _eligible_days(rows: SentQuerySet) -> Counter[datetime.date]:
    """How many of the given proposals last became eligible on each local day; one query, grouped by the database."""
    entry = Event.objects.filter(proposal=OuterRef("pk"), target__in=ELIGIBLE).exclude(source__in=ELIGIBLE)
    moment = Coalesce(Subquery(entry.order_by("-at").values("at")[:1]), F("status_since"))
    days = rows.order_by().annotate(day=TruncDate(moment)).values_list("day")
    return Counter(dict(days.annotate(amount=Count("pk"))))


@lru_cache(maxsize=64)
def _forecast(spells: tuple[Spell, ...], now: datetime.datetime) -> Forecast:
    """The forecast of the last spell from those before it; it depends on nothing else, so a minute's is made once."""
    return forecast(_season(spells[-1]), now, [_season(spell) for spell in spells[:-1]])


@lru_cache(maxsize=32)
def _backtest(spells: tuple[Spell, ...]) -> Backtest:
    """The back-test of finished years; it depends on nothing else, so the same years are computed once."""
    return backtest([_season(spell) for spell in spells])
