"""The table of nomination moves and the age check, value by value."""

import datetime

import pytest

from competitions.core.nominating import (
    MOVES,
    NOMINABLE,
    Asks,
    NominationRefused,
    NominationState,
    check_age,
    check_nominable,
    find_move,
    months_between,
    moves_for,
)
from proposals.core.workflow import Role, Status

DAY = datetime.date


@pytest.mark.parametrize(
    ("state", "role", "keys"),
    [
        (NominationState.NOMINATED, Role.PROPOSER, {"batalkan"}),
        (NominationState.NOMINATED, Role.COORDINATOR, {"pilih", "batalkan"}),
        (NominationState.SHORTLISTED, Role.PROPOSER, set()),
        (NominationState.SHORTLISTED, Role.COORDINATOR, {"daftarkan", "urungkan", "batalkan"}),
        (NominationState.ENTERED, Role.COORDINATOR, {"hasil"}),
        (NominationState.CANCELLED, Role.COORDINATOR, set()),
        (NominationState.NOMINATED, Role.LEADER, set()),
        (NominationState.NOMINATED, Role.REVIEWER, set()),
    ],
)
def test_moves_open_for_a_proposal_that_passed_verification(state, role, keys):
    assert {move.key for move in moves_for(state, Status.IN_REVIEW, {role})} == keys


def test_only_a_verified_proposal_goes_on_to_the_ministry():
    assert {move.key for move in moves_for(NominationState.NOMINATED, Status.SUBMITTED, {Role.COORDINATOR})} == {
        "batalkan"
    }
    with pytest.raises(NominationRefused, match="berstatus “Diajukan”"):
        find_move("pilih", NominationState.NOMINATED, Status.SUBMITTED, {Role.COORDINATOR})


def test_what_each_move_asks_for():
    assert {(move.key, move.source, move.asks) for move in MOVES} == {
        ("pilih", NominationState.NOMINATED, Asks.NOTHING),
        ("daftarkan", NominationState.SHORTLISTED, Asks.NUMBER),
        ("hasil", NominationState.ENTERED, Asks.RESULT),
        ("urungkan", NominationState.SHORTLISTED, Asks.REASON),
        ("batalkan", NominationState.NOMINATED, Asks.REASON),
        ("batalkan", NominationState.SHORTLISTED, Asks.REASON),
    }


def test_no_key_answers_twice():
    found = [(move.key, move.source, move.role) for move in MOVES]
    assert len(found) == len(set(found))
    both = moves_for(NominationState.NOMINATED, Status.IN_REVIEW, {Role.PROPOSER, Role.COORDINATOR})
    assert sorted(move.key for move in both) == ["batalkan", "pilih"]


def test_what_may_be_nominated():
    assert {
        Status.SUBMITTED, Status.RETURNED, Status.IN_REVIEW, Status.SHORTLISTED, Status.COACHING, Status.ESTABLISHED,
    } == NOMINABLE  # fmt: skip
    for status in set(Status) - NOMINABLE:
        with pytest.raises(NominationRefused):
            check_nominable(status, {Role.COORDINATOR})
    with pytest.raises(NominationRefused, match="Hanya instansi pengusul"):
        check_nominable(Status.SUBMITTED, {Role.LEADER})


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (DAY(2024, 5, 6), DAY(2026, 5, 6), 24),
        (DAY(2024, 5, 7), DAY(2026, 5, 6), 23),
        (DAY(2024, 12, 31), DAY(2025, 1, 30), 0),
        (DAY(2026, 5, 7), DAY(2026, 5, 6), -1),
        (DAY(2024, 2, 29), DAY(2026, 2, 28), 23),
    ],
)
def test_whole_months(start, end, months):
    assert months_between(start, end) == months


@pytest.mark.parametrize(
    ("applied", "closes", "least", "months", "enough"),
    [
        (DAY(2024, 5, 6), DAY(2026, 5, 6), 24, 24, True),
        (DAY(2024, 5, 7), DAY(2026, 5, 6), 24, 23, False),
        (DAY(2026, 6, 1), DAY(2026, 5, 6), 24, -1, False),
        (DAY(2024, 5, 6), DAY(2026, 5, 6), None, 24, None),
        (None, DAY(2026, 5, 6), 24, None, None),
        (DAY(2024, 5, 6), None, 24, None, None),
    ],
)
def test_age(applied, closes, least, months, enough):
    check = check_age(applied, closes, least)
    assert (check.months, check.enough) == (months, enough)
    if enough is None and months is None:
        assert "belum dapat dihitung" in check.text
