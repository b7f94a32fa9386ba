"""Whoever alters, removes or reorders entries of the record behind our back is found, and told of in plain words."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from foundation.audit import chain, ledger
from foundation.audit.models import LedgerEntry, LedgerHead
from tests.foundation.audit.entries import broken, tamper, write

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change",
    [
        "after = '{\"nilai\":99}'",
        "before = '{}'",
        "actor_id = NULL",
        "acting_for_id = actor_id",
        "kind = 'role'",
        "subject_type = 'agencies.user'",
        "subject_id = subject_id + 1",
        "at = at + interval '1 microsecond'",
    ],
)
def test_altered_row_is_found_at_its_place(change: str) -> None:
    write(5)
    tamper(f"UPDATE agencies_ledgerentry SET {change} WHERE sequence = 3")
    assert broken() == [3]


def forge(sequence: int) -> None:
    """Alters an entry and writes the hash that fits the new content."""
    tamper("UPDATE agencies_ledgerentry SET after = '{}' WHERE sequence = %s", sequence)
    row = LedgerEntry.objects.get(pk=sequence)
    tamper("UPDATE agencies_ledgerentry SET own_hash = %s WHERE sequence = %s", row.computed_hash(), sequence)


def test_row_altered_together_with_its_hash_no_longer_fits_the_next() -> None:
    write(5)
    forge(3)
    assert broken() == [4]


def test_last_row_altered_together_with_its_hash_is_found() -> None:
    write(5)
    forge(5)
    assert broken() == [5]


@pytest.mark.parametrize(("removed", "found"), [((1,), 1), ((3,), 3), ((2, 3), 2), ((5,), 5), ((4, 5), 4)])
def test_removed_rows_are_found_where_they_are_missing(removed: tuple[int, ...], found: int) -> None:
    write(5)
    tamper("DELETE FROM agencies_ledgerentry WHERE sequence = ANY(%s)", list(removed))
    assert broken() == [found]


def test_gap_stays_visible_when_writing_goes_on() -> None:
    write(5)
    tamper("DELETE FROM agencies_ledgerentry WHERE sequence = 5")
    write(2)
    assert broken() == [5]


def test_everything_removed_is_found() -> None:
    write(3)
    tamper("DELETE FROM agencies_ledgerentry")
    assert broken() == [1]


def test_reordered_rows_are_found() -> None:
    write(5)
    for old, new in ((2, 99), (4, 2), (99, 4)):
        tamper("UPDATE agencies_ledgerentry SET sequence = %s WHERE sequence = %s", new, old)
    assert set(broken()) == {2, 3, 4, 5}


def test_a_chain_recomputed_as_a_whole_contradicts_the_printed_check_value() -> None:
    write(3)
    printed = ledger.check_value()
    assert broken(printed) == []
    write(2)
    assert broken(printed) == []
    tamper("DELETE FROM agencies_ledgerentry")
    tamper("DELETE FROM agencies_ledgerhead")
    write(5)
    assert broken() == []
    assert broken(printed) == [3]


def told(expected: ledger.CheckValue | None = None) -> list[tuple[int, str]]:
    return [(each.sequence, each.reason) for each in ledger.verify(expected)]


def test_every_break_is_told_in_plain_words() -> None:
    write(9)
    tamper("DELETE FROM agencies_ledgerentry WHERE sequence = ANY(%s)", [2, 4, 5, 9])
    forge(6)
    tamper("UPDATE agencies_ledgerentry SET kind = 'role' WHERE sequence = 8")
    assert told(ledger.CheckValue(3, "f" * 64)) == [
        (2, "Catatan 2 hilang."),
        (4, "Catatan 4 sampai 5 hilang."),
        (7, "Catatan 7 tidak bersambung dengan catatan 6: salah satunya diganti."),
        (8, "Catatan 8 diubah sesudah ditulis: isinya tidak cocok dengan hash-nya."),
        (9, "Catatan 9 hilang dari ujung."),
        (3, f"Nilai periksa 3:{'f' * 64} tidak ada dalam catatan."),
    ]


def test_a_replaced_last_row_is_told_in_plain_words() -> None:
    write(2)
    forge(2)
    assert told() == [(2, "Catatan 2, yang terakhir, diganti: hash-nya tidak sama dengan yang disimpan.")]


def test_a_check_value_holds_only_with_both_its_number_and_its_hash() -> None:
    write(3)
    own = {row.sequence: row.own_hash for row in LedgerEntry.objects.all()}
    assert broken(ledger.CheckValue(2, own[2])) == []
    assert broken(ledger.CheckValue(2, own[3])) == [2]
    assert broken(ledger.CheckValue(4, own[3])) == [4]


def test_check_value_of_an_empty_record() -> None:
    assert ledger.check_value() == ledger.CheckValue(0, chain.GENESIS)
    assert broken(ledger.check_value()) == []


def test_command_says_that_all_is_well_and_prints_the_check_value() -> None:
    write(4)
    out = StringIO()
    call_command("verify_log", stdout=out)
    head = LedgerHead.objects.get()
    assert f"4 baris. Nilai periksa 4:{head.own_hash}" in out.getvalue()


def test_command_fails_and_names_the_place() -> None:
    write(4)
    tamper("UPDATE agencies_ledgerentry SET after = '{}' WHERE sequence = 2")
    errors = StringIO()
    with pytest.raises(CommandError, match="mulai nomor 2"):
        call_command("verify_log", stderr=errors)
    assert "Catatan 2 diubah" in errors.getvalue()


def test_command_takes_a_check_value_from_paper() -> None:
    write(2)
    head = ledger.check_value()
    grouped = " ".join(head.own_hash[at : at + 8] for at in range(0, 64, 8))
    call_command("verify_log", "--expect", f"{head.sequence}: {grouped}", stdout=StringIO())
    with pytest.raises(CommandError, match="mulai nomor 2"):
        call_command("verify_log", "--expect", f"2:{'0' * 64}", stderr=StringIO())
