"""What happens around the proposals of a demo year: notices are read, one agency has more time."""

import datetime
from collections.abc import Iterable
from typing import Final

from django.db.models import F

from agencies.core.models import Notification
from inovasi.demo.making.drafts import DemoEntry, DemoKit
from proposals.core.period.models import PeriodExtension
from proposals.periods.services import extend

UNREAD_FOR: Final = datetime.timedelta(days=12)
READ_AFTER: Final = datetime.timedelta(hours=20)
MORE_TIME: Final = datetime.timedelta(days=7)


def read_notices(until: datetime.datetime) -> None:
    """What was told long before `until` has been read, some hours later.

    Written by no service: that of the inbox knows only the present, and each of these lines was read at its own hour.
    """
    old = Notification.objects.filter(created_at__lt=until - UNREAD_FOR)
    old.update(read_at=F("created_at") + READ_AFTER)


def store_extension(desk: DemoKit, entries: Iterable[DemoEntry]) -> None:
    """One agency that is still writing has been given a week more."""
    writing = sorted(
        (entry.idea.agency for entry in entries if not entry.moves and entry.idea.agency.in_target),
        key=lambda agency: agency.code,
    )
    if writing:
        reason = desk.rng.choice(desk.words.notes["extension"])
        until = desk.period.closes_at + MORE_TIME
        extend(PeriodExtension(period=desk.period, agency=writing[0], closes_at=until, reason=reason))
