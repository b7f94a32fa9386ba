"""The two IGA rules of one innovation."""

import datetime

import pytest

from competitions.iga.candidates.rules import check_window, check_words

DAY = datetime.date
FIRST, LAST = DAY(2024, 1, 1), DAY(2025, 12, 31)


@pytest.mark.parametrize(
    ("applied", "developed", "passed", "why"),
    [
        (FIRST, None, True, "di dalam rentang"),
        (LAST, None, True, "di dalam rentang"),
        (DAY(2026, 1, 1), None, False, "sesudah rentang"),
        (DAY(2026, 1, 1), LAST, False, "sesudah rentang"),
        (DAY(2023, 12, 31), None, False, "belum ada pengembangan"),
        (DAY(2023, 12, 31), FIRST, True, "dikembangkan di dalam rentang"),
        (DAY(2023, 12, 31), LAST, True, "dikembangkan di dalam rentang"),
        (DAY(2020, 1, 1), DAY(2023, 1, 1), False, "Pengembangannya di luar rentang"),
        (DAY(2020, 1, 1), DAY(2026, 1, 1), False, "Pengembangannya di luar rentang"),
        (None, DAY(2024, 6, 1), None, "Waktu penerapan belum diisi"),
    ],
)
def test_window(applied, developed, passed, why):
    check = check_window(applied, developed, FIRST, LAST)
    assert check.passed is passed
    assert why in check.text


@pytest.mark.parametrize(("first", "last"), [(None, LAST), (FIRST, None)])
def test_window_that_is_not_known(first, last):
    check = check_window(FIRST, None, first, last)
    assert check.passed is None
    assert "Rentang waktu edisi ini belum diisi" in check.text


@pytest.mark.parametrize(("words", "passed"), [(299, False), (300, True), (0, False)])
def test_words(words, passed):
    check = check_words(words, 300)
    assert check.passed is passed
    assert str(words) in check.text
