"""Counting in working days: Monday to Friday. Public holidays are not known here and count as working days."""

import datetime
from typing import Final

DAY: Final = datetime.timedelta(days=1)
SATURDAY: Final = 5


def workday_after(day: datetime.date, amount: int) -> datetime.date:
    """The working day that is so many working days after this day, which may be any; `amount` from one on."""
    found, left = day, amount
    while left:
        found += DAY
        left -= found.weekday() < SATURDAY
    return found


def days_until_over(amount: int, today: datetime.date) -> int:
    """How many days back the newest day lies whose so many working days are over before `today`."""
    back = amount
    while workday_after(today - back * DAY, amount) >= today:
        back += 1
    return back
