"""The forecast as pages show it: the last reckoning with its time, renewed by the queue within seconds of a change."""

import datetime
from collections import Counter
from dataclasses import replace
from typing import Final

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from agencies.core.models import User
from dashboard.forecast import arrivals
from dashboard.forecast.arrivals import Outlook
from dashboard.forecast.curve import CurvePoint
from foundation.cache import kept, reckon, reckoned, stamp
from proposals.core.counts.counting import KnownPeriod, known_period
from proposals.core.history.record import Event
from proposals.core.period.basics import Basics, basics
from proposals.core.period.models import Period
from proposals.core.period.state import period_state
from proposals.core.sent import SentProposal
from proposals.core.workflow import ELIGIBLE, SUBMITTED
from reviews.core.models import Interest

RECKON: Final = "reckon_outlook"
# A forecast follows the clock; so old it is renewed although nothing was submitted.
LASTS: Final = datetime.timedelta(minutes=10)
# The tables behind the numbers of a period that is over.
SOURCES: Final = (SentProposal, Event, Period, Interest, User)


def outlook(reader: User, known: KnownPeriod, every: Basics, at: datetime.datetime) -> Outlook | None:
    """Pace and forecast of a period, as last reckoned for this reader; the newest point of the curve is of `at`.

    One query as long as nothing has changed, else one more that asks the queue; whoever looks first waits for it. The
    numbers of a period that is over are final, so they are always those of this moment. None before the opening.
    """
    state, name = period_state(known.period, at), _name(known.period, reader)
    if state.is_before:
        return None
    if state.is_closed:
        return kept(f"{name}-closed", stamp(*SOURCES), lambda: arrivals.outlook(reader, known, at))
    found = reckoned(
        name,
        _content(known, every, at),
        lambda: arrivals.outlook(reader, known, at),
        lambda: _ask(known.period, reader),
    )
    return found and replace(found, points=_until_now(found.points, known))


def renew(period: Period, reader: User, at: datetime.datetime) -> None:
    """Reckons anew what `outlook` shows."""
    known = known_period(period, reader)
    reckon(_name(period, reader), _content(known, basics(), at), lambda: arrivals.outlook(reader, known, at))


def _name(period: Period, reader: User) -> str:
    return f"outlook-{period.pk}-{reader.pk}"


def _content(known: KnownPeriod, every: Basics, at: datetime.datetime) -> str:
    """Another text when the forecast would be another one: after a move, with other dates, or when time has passed."""
    counts = known.counts.grouped().get(None, Counter())
    rules = [(one.pk, one.target, one.opens_at, one.closes_at, one.is_side_round) for one in every.periods.values()]
    return repr((sorted(counts.items()), known.hidden, rules, int(at.timestamp() // LASTS.total_seconds())))


def _ask(period: Period, reader: User) -> None:
    """Queues one reckoning, unless one waits already."""
    lock = f"{RECKON}-{period.pk}-{reader.pk}"
    try:
        with transaction.atomic():
            app.configure_task(RECKON, queue="care", queueing_lock=lock, lock=lock).defer(
                period=period.pk, reader=reader.pk
            )
    except AlreadyEnqueued:
        pass


def _until_now(points: list[CurvePoint], known: KnownPeriod) -> list[CurvePoint]:
    """The curve with the counts of this moment at its end."""
    if not points:
        return points
    counts = known.counts.grouped().get(None, Counter())
    submitted, eligible = (
        sum(amount for status, amount in counts.items() if status in group) for group in (SUBMITTED, ELIGIBLE)
    )
    return [*points[:-1], replace(points[-1], submitted=submitted, eligible=eligible)]
