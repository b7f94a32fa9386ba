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


def test_a_move_is_found_where_it_is_open_and_refused_elsewhere():
    for move in MOVES:
        for status in move.proposals:
            found = find_move(move.key, move.source, status, {move.role})
            assert (found.key, found.source, found.target) == (move.key, move.source, move.target)
    elsewhere = [
        ("hasil", NominationState.NOMINATED, Status.IN_REVIEW, {Role.COORDINATOR}),
        ("pilih", NominationState.ENTERED, Status.IN_REVIEW, {Role.COORDINATOR}),
        ("pilih", NominationState.NOMINATED, Status.IN_REVIEW, {Role.PROPOSER}),
        ("pilih", NominationState.NOMINATED, Status.SUBMITTED, {Role.PROPOSER}),
        ("hapus", NominationState.NOMINATED, Status.IN_REVIEW, {Role.COORDINATOR}),
    ]
    for key, state, status, roles in elsewhere:
        with pytest.raises(NominationRefused, match="tidak tersedia untuk nominasi tersebut"):
            find_move(key, state, status, roles)


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
        with pytest.raises(NominationRefused, match=f"berstatus “{status.label}” belum dapat dinominasikan"):
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
    ("applied", "closes", "least", "months", "enough", "why"),
    [
        (DAY(2024, 5, 6), DAY(2026, 5, 6), 24, 24, True, "24 bulan pada hari penutupan, paling sedikit 24"),
        (DAY(2024, 5, 7), DAY(2026, 5, 6), 24, 23, False, "23 bulan pada hari penutupan, kurang dari 24"),
        (DAY(2026, 5, 6), DAY(2026, 5, 6), 24, 0, False, "0 bulan pada hari penutupan, kurang dari 24"),
        (DAY(2026, 4, 6), DAY(2026, 5, 6), 0, 1, True, "1 bulan pada hari penutupan, paling sedikit 0"),
        (DAY(2026, 6, 1), DAY(2026, 5, 6), 24, -1, False, "sesudah tanggal penutupan"),
        (DAY(2024, 5, 6), DAY(2026, 5, 6), None, 24, None, "batas umur edisi ini belum diketahui"),
        (None, DAY(2026, 5, 6), 24, None, None, "Waktu penerapan belum diisi, jadi umur belum dapat dihitung"),
        (DAY(2024, 5, 6), None, 24, None, None, "Tanggal penutupan edisi belum diketahui, jadi umur belum dapat"),
    ],
)
def test_age(applied, closes, least, months, enough, why):
    check = check_age(applied, closes, least)
    assert (check.months, check.enough) == (months, enough)
    assert why in check.text
