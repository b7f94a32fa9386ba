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
    check_open,
    find_move,
    months_between,
    moves_for,
    transitions,
)
from proposals.core.workflow import Role, Status

DAY = datetime.date


@pytest.mark.parametrize(
    ("state", "role", "keys"),
    [
        (NominationState.NOMINATED, Role.PROPOSER, {"siap", "batalkan"}),
        (NominationState.NOMINATED, Role.COORDINATOR, {"siap", "batalkan"}),
        (NominationState.PREPARED, Role.PROPOSER, {"belum-siap", "batalkan"}),
        (NominationState.PREPARED, Role.COORDINATOR, {"pilih", "belum-siap", "batalkan"}),
        (NominationState.SHORTLISTED, Role.PROPOSER, set()),
        (NominationState.SHORTLISTED, Role.COORDINATOR, {"daftarkan", "urungkan", "batalkan"}),
        (NominationState.ENTERED, Role.PROPOSER, set()),
        (NominationState.ENTERED, Role.COORDINATOR, {"perbaiki-nomor", "tarik"}),
        (NominationState.WITHDRAWN, Role.COORDINATOR, set()),
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
        find_move("siap", NominationState.NOMINATED, Status.SUBMITTED, {Role.COORDINATOR})


def test_nothing_is_prepared_or_chosen_in_a_closed_edition_but_what_was_done_is_told():
    closed = {
        move.key for state in NominationState for move in moves_for(state, Status.IN_REVIEW, set(Role), closed=True)
    }
    assert closed == {"belum-siap", "daftarkan", "perbaiki-nomor", "tarik", "urungkan", "batalkan"}
    with pytest.raises(NominationRefused, match="edisi ini sudah ditutup"):
        find_move("pilih", NominationState.PREPARED, Status.IN_REVIEW, {Role.COORDINATOR}, closed=True)


def test_the_database_is_told_every_move_and_nothing_else():
    assert set(transitions()) == {
        ("nominated", "prepared"), ("nominated", "cancelled"), ("prepared", "nominated"), ("prepared", "shortlisted"),
        ("prepared", "cancelled"), ("shortlisted", "prepared"), ("shortlisted", "entered"),
        ("shortlisted", "cancelled"), ("entered", "withdrawn"), ("cancelled", "nominated"),
        ("withdrawn", "nominated"),
    }  # fmt: skip


def test_an_edition_takes_entries_until_its_closing_day_or_the_end_of_its_year():
    check_open("KIPP 2026", 2026, DAY(2026, 5, 6), DAY(2026, 5, 6))
    check_open("KIPP 2026", 2026, None, DAY(2026, 12, 31))
    with pytest.raises(NominationRefused, match="sudah ditutup pada 6 Mei 2026"):
        check_open("KIPP 2026", 2026, DAY(2026, 5, 6), DAY(2026, 5, 7))
    with pytest.raises(NominationRefused, match=r"sudah ditutup\."):
        check_open("KIPP 2026", 2026, None, DAY(2027, 1, 1))


def test_what_each_move_asks_for():
    assert {(move.key, move.source, move.asks) for move in MOVES} == {
        ("siap", NominationState.NOMINATED, Asks.NOTHING),
        ("belum-siap", NominationState.PREPARED, Asks.REASON),
        ("pilih", NominationState.PREPARED, Asks.NOTHING),
        ("daftarkan", NominationState.SHORTLISTED, Asks.NUMBER),
        ("perbaiki-nomor", NominationState.ENTERED, Asks.NUMBER_AND_REASON),
        ("tarik", NominationState.ENTERED, Asks.REASON),
        ("urungkan", NominationState.SHORTLISTED, Asks.REASON),
        ("batalkan", NominationState.NOMINATED, Asks.REASON),
        ("batalkan", NominationState.PREPARED, Asks.REASON),
        ("batalkan", NominationState.SHORTLISTED, Asks.REASON),
    }


def test_a_move_is_found_where_it_is_open_and_refused_elsewhere():
    for move in MOVES:
        for status in move.proposals:
            found = find_move(move.key, move.source, status, {move.role})
            assert (found.key, found.source, found.target) == (move.key, move.source, move.target)
    elsewhere = [
        ("tarik", NominationState.NOMINATED, Status.IN_REVIEW, {Role.COORDINATOR}),
        ("pilih", NominationState.ENTERED, Status.IN_REVIEW, {Role.COORDINATOR}),
        ("pilih", NominationState.PREPARED, Status.IN_REVIEW, {Role.PROPOSER}),
        ("pilih", NominationState.PREPARED, Status.SUBMITTED, {Role.PROPOSER}),
        ("hapus", NominationState.NOMINATED, Status.IN_REVIEW, {Role.COORDINATOR}),
    ]
    for key, state, status, roles in elsewhere:
        with pytest.raises(NominationRefused, match="tidak tersedia untuk nominasi tersebut"):
            find_move(key, state, status, roles)


def test_no_key_answers_twice():
    found = [(move.key, move.source, move.role) for move in MOVES]
    assert len(found) == len(set(found))
    both = moves_for(NominationState.NOMINATED, Status.IN_REVIEW, {Role.PROPOSER, Role.COORDINATOR})
    assert sorted(move.key for move in both) == ["batalkan", "siap"]


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
