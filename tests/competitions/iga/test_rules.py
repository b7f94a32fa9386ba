"""The two IGA rules of one innovation."""

import datetime

import pytest

from competitions.iga.rules import check_window, check_words

DAY = datetime.date
FIRST, LAST = DAY(2024, 1, 1), DAY(2025, 12, 31)


@pytest.mark.parametrize(
    ("applied", "developed", "passed"),
    [
        (FIRST, None, True),
        (LAST, None, True),
        (DAY(2026, 1, 1), None, False),
        (DAY(2023, 12, 31), None, False),
        (DAY(2023, 12, 31), DAY(2024, 1, 1), True),
        (DAY(2020, 1, 1), DAY(2023, 1, 1), False),
        (DAY(2020, 1, 1), DAY(2026, 1, 1), False),
        (None, DAY(2024, 6, 1), None),
    ],
)
def test_window(applied, developed, passed):
    assert check_window(applied, developed, FIRST, LAST).passed is passed


def test_window_that_is_not_known():
    assert check_window(FIRST, None, None, LAST).passed is None


@pytest.mark.parametrize(("words", "passed"), [(299, False), (300, True), (0, False)])
def test_words(words, passed):
    check = check_words(words, 300)
    assert check.passed is passed
    assert str(words) in check.text
