"""The three-way rule of a save, and the plain form in which values travel."""

import datetime
from decimal import Decimal

import pytest

from proposals.core.periods import Affair
from proposals.text.merging import MergeOutcome, plain, settle


@pytest.mark.parametrize(
    ("base", "typed", "stored", "outcome"),
    [
        ("a", "a", "a", MergeOutcome.KEEP),
        ("a", "b", "a", MergeOutcome.STORE),
        ("a", "a", "b", MergeOutcome.KEEP),
        ("a", "b", "b", MergeOutcome.KEEP),
        ("a", "b", "c", MergeOutcome.CLASH),
        ("a", "", "c", MergeOutcome.CLASH),
        ("", "b", "", MergeOutcome.STORE),
    ],
)
def test_only_a_field_both_sides_changed_differently_is_a_conflict(
    base: str, typed: str, stored: str, outcome: MergeOutcome
) -> None:
    assert settle(base=base, typed=typed, stored=stored) is outcome


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (False, "False"),
        (0, "0"),
        (Decimal("-2.133330"), "-2.13333"),
        (Decimal("100"), "100"),
        (datetime.date(2026, 11, 23), "2026-11-23"),
        (" dua\r\nbaris ", "dua\nbaris"),
        ([], ""),
        (Affair(pk=7, key="kesehatan", name="Kesehatan"), "7"),
        ([Affair(pk=12, name="Pangan"), Affair(pk=3, name="Pangan")], "3,12"),
    ],
)
def test_values_travel_as_plain_text(value: object, text: str) -> None:
    assert plain(value) == text


def test_affairs_of_one_name_are_told_apart_by_their_key() -> None:
    before, mine, theirs = (plain([Affair(pk=key, name="Perhubungan")]) for key in (1, 2, 3))
    assert settle(base=before, typed=mine, stored=before) is MergeOutcome.STORE
    assert settle(base=before, typed=mine, stored=theirs) is MergeOutcome.CLASH
    assert settle(base=before, typed=before, stored=theirs) is MergeOutcome.KEEP
