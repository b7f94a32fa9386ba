"""Until when a proposal that was sent back is to be repaired: so many working days as its period gives."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from foundation.days.workdays import workday_after
from proposals.core import above


@dataclass(frozen=True, slots=True)
class SentBack:
    """A proposal that was sent back: by the key of its period, when, and until when its agency may write."""

    period: int
    since: datetime.datetime
    closes_at: datetime.datetime


def repair_days(rows: Mapping[int, SentBack]) -> dict[int, datetime.date]:
    """By key of the proposal the last day for its repair, never one after writing ends; one query or none.

    What was sent back when writing had ended has no such day.
    """
    open_ones = {key: row for key, row in rows.items() if row.since < row.closes_at}
    if not open_ones:
        return {}
    given = above.repair_days({row.period for row in open_ones.values()})
    return {
        key: min(workday_after(timezone.localdate(row.since), given[row.period]), timezone.localdate(row.closes_at))
        for key, row in open_ones.items()
    }
