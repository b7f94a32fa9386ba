"""Where a period stands at a moment, reckoned in one place: not yet open, open or closed, and the days of it."""

import datetime

from django.utils import timezone

from proposals.core.periods import Period


def reference_day(period: Period) -> datetime.date:
    """The day whose list of agencies a period is judged by: today, or its last day once it is over."""
    return min(timezone.localdate(), timezone.localdate(period.closes_at))
