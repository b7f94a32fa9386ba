"""Working days run from Monday to Friday, and a span of them is over once its last day has passed."""

import datetime

import pytest

from foundation.days.workdays import days_until_over, workday_after

MONDAY = datetime.date(2026, 11, 30)


def day(ahead: int) -> datetime.date:
    return MONDAY + datetime.timedelta(days=ahead)


@pytest.mark.parametrize(
    ("start", "amount", "found"), [(0, 1, 1), (0, 4, 4), (0, 5, 7), (4, 1, 7), (5, 1, 7), (6, 1, 7), (3, 6, 11)]
)
def test_a_working_day_after_another_leaves_weekends_out(start: int, amount: int, found: int) -> None:
    assert workday_after(day(start), amount) == day(found)


@pytest.mark.parametrize("amount", [1, 5, 6, 60])
@pytest.mark.parametrize("ahead", range(7))
def test_the_newest_day_whose_span_is_over_is_found_from_any_day(amount: int, ahead: int) -> None:
    today = day(ahead)
    newest = today - datetime.timedelta(days=days_until_over(amount, today))
    assert workday_after(newest, amount) < today <= workday_after(newest + datetime.timedelta(days=1), amount)
