"""The tamper-evident record: whoever writes, it is chained; whoever alters it behind our back is found."""

import threading
from datetime import UTC, datetime
from hashlib import sha256
from io import StringIO

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from agencies.core.models import User
from foundation.audit import chain, ledger
from foundation.audit.models import EntryKind, LedgerEntry, LedgerHead
from tests import factories

pytestmark = pytest.mark.django_db


def write(count: int = 5) -> list[LedgerEntry]:
    """Entries about agency 1, one per call, by the coordinator."""
    about, staff = factories.agency(), factories.coordinator()
    made = []
    for number in range(1, count + 1):
        with transaction.atomic():
            made.append(
                ledger.append(
                    EntryKind.SCORE, about, actor=staff, before={"nilai": number - 1}, after={"nilai": number}
                )
            )
    return made


def tamper(sql: str, *values: object) -> None:
    """SQL by somebody who may switch off the triggers."""
    with pgtrigger.ignore(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def broken(expected: ledger.CheckValue | None = None) -> list[int]:
    return [each.sequence for each in ledger.verify(expected)]


def test_entries_are_numbered_dated_and_chained_from_the_first_on() -> None:
    write(3)
    rows = list(LedgerEntry.objects.order_by("sequence"))
    assert [row.sequence for row in rows] == [1, 2, 3]
    assert [row.previous_hash for row in rows] == [chain.GENESIS, rows[0].own_hash, rows[1].own_hash]
    assert rows[0].at < rows[1].at < rows[2].at
    assert broken() == []


def test_hash_is_plain_sha256_that_anybody_can_recompute() -> None:
    staff = factories.coordinator()
    with transaction.atomic():
        made = ledger.append(
            EntryKind.ROLE, staff, actor=staff, acting_for=None, before={}, after={"b": 1, "a": "Nilai “é”\nbaris dua"}
        )
    row = LedgerEntry.objects.get(pk=made.pk)
    assert row.after == '{"a":"Nilai “é”\\nbaris dua","b":1}'
    text = "\n".join(
        [
            "1", "0" * 64, row.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), str(staff.pk), "", "role", "agencies.user",
            str(staff.pk), "{}", row.after,
        ]
    )  # fmt: skip
    assert row.own_hash == sha256(text.encode()).hexdigest()


def test_entry_needs_the_transaction_of_its_fact(transactional_db: None) -> None:
    staff = factories.coordinator()
    with pytest.raises(transaction.TransactionManagementError):
        ledger.append(EntryKind.ROLE, staff, actor=staff, before={}, after={})


def test_entry_disappears_with_its_fact_and_leaves_no_gap() -> None:
    write(1)
    with transaction.atomic():
        write(2)
        transaction.set_rollback(True)
    write(1)
    assert list(LedgerEntry.objects.values_list("sequence", flat=True)) == [1, 2]
    assert broken() == []


def test_raw_insert_with_a_forged_place_is_put_at_the_end_of_the_chain() -> None:
    write(2)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO agencies_ledgerentry (sequence, previous_hash, own_hash, at, kind, subject_type, subject_id, "
            "before, after) VALUES (77, 'x', 'y', '2001-01-01', 'score', 'reviews.score', 1, '{}', '{}')"
        )
    row = LedgerEntry.objects.get(subject_type="reviews.score")
    assert row.sequence == 3
    assert row.at.year > 2001
    assert broken() == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE agencies_ledgerentry SET after = '{}' WHERE sequence = 2",
        "DELETE FROM agencies_ledgerentry WHERE sequence = 2",
        "TRUNCATE agencies_ledgerentry",
        "UPDATE agencies_ledgerhead SET sequence = 1",
        "DELETE FROM agencies_ledgerhead",
        "TRUNCATE agencies_ledgerhead",
    ],
)
def test_database_refuses_every_change(sql: str) -> None:
    write(3)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="pgtrigger: "), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert broken() == []


def test_row_without_a_real_hash_is_refused_even_with_triggers_off() -> None:
    write(1)
    with pytest.raises(IntegrityError):
        tamper(
            "INSERT INTO agencies_ledgerentry (sequence, previous_hash, own_hash, at, kind, subject_type, subject_id, "
            "before, after) VALUES (2, '', '', now(), 'score', 'reviews.score', 1, '{}', '{}')"
        )


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


def test_an_entry_names_who_wrote_it_for_whom_about_what() -> None:
    about, staff, reviewer = factories.agency(), factories.coordinator(), factories.reviewer()
    with transaction.atomic():
        ledger.append(EntryKind.SCORE, about, actor=staff, acting_for=reviewer, before={"b": 1}, after={"a": 2})
        ledger.append(EntryKind.ROLE, reviewer, actor=None, before={}, after={})
    assert list(
        LedgerEntry.objects.order_by("sequence").values_list(
            "kind", "subject_type", "subject_id", "actor", "acting_for", "before", "after"
        )
    ) == [
        ("score", "agencies.agency", about.pk, staff.pk, reviewer.pk, '{"b":1}', '{"a":2}'),
        ("role", "agencies.user", reviewer.pk, None, None, "{}", "{}"),
    ]


def test_what_is_gathered_is_put_aside_with_its_own_date_and_not_written() -> None:
    about, staff = factories.agency(), factories.coordinator()
    at = datetime(2025, 3, 1, 8, tzinfo=UTC)
    with transaction.atomic(), ledger.gathered() as aside:
        note = ledger.LedgerNote(EntryKind.SCORE, about, {}, {"nilai": 3}, at=at)
        made = ledger.append_all([note], actor=staff)
        made.append(ledger.append(EntryKind.ROLE, staff, actor=staff, before={}, after={}))
    assert aside == made
    assert aside[0].at == at
    assert not LedgerEntry.objects.exists()
    write(1)
    assert len(aside) == 2
    assert LedgerEntry.objects.count() == 1


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


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_chain_without_gaps() -> None:
    about, staff = factories.agency(), factories.coordinator()
    start = threading.Barrier(6)

    def work(worker: int) -> None:
        start.wait()
        for number in range(5):
            with transaction.atomic():
                notes = [
                    ledger.LedgerNote(EntryKind.SCORE, about, {}, {"penulis": worker, "nomor": [number, part]})
                    for part in (1, 2)
                ]
                ledger.append_all(notes, actor=staff)
        connections.close_all()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(LedgerEntry.objects.values_list("sequence", flat=True)) == list(range(1, 61))
    assert broken() == []


# --- Changes of roles ----------------------------------------------------------------------------------------------
def form_of(person: User, **changes: object) -> dict[str, object]:
    """What the form of a person posts; an unticked box is not sent."""
    values = {
        "username": person.username, "full_name": person.full_name, "email": person.email or "uji@contoh.invalid",
        "phone": "", "position": "", "agency": person.agency_id or "", "is_reviewer": person.is_reviewer,
        "is_active": True,
    } | changes  # fmt: skip
    return {name: value for name, value in values.items() if value is not False}


def test_change_of_role_makes_one_entry(cast, signed_in) -> None:
    browser = signed_in(cast.coordinator)
    browser.post(f"/pengguna/{cast.reviewer.pk}/", form_of(cast.reviewer, is_leader=True, is_reviewer=False))
    cast.reviewer.refresh_from_db()
    assert (cast.reviewer.is_leader, cast.reviewer.is_reviewer) == (True, False)
    (row,) = LedgerEntry.objects.all()
    assert (row.kind, row.subject_type, row.subject_id) == ("role", "agencies.user", cast.reviewer.pk)
    assert row.actor == cast.coordinator
    assert '"is_leader":false' in row.before and '"is_leader":true' in row.after


def test_change_of_name_alone_makes_no_entry(cast, signed_in) -> None:
    signed_in(cast.coordinator).post(f"/pengguna/{cast.reviewer.pk}/", form_of(cast.reviewer, full_name="Nama Baru"))
    cast.reviewer.refresh_from_db()
    assert cast.reviewer.full_name == "Nama Baru"
    assert not LedgerEntry.objects.exists()


def test_new_person_is_recorded_with_nothing_before(cast, signed_in) -> None:
    person = User(username="penilai-baru", full_name="Penilai Baru", email="baru@contoh.invalid", is_reviewer=True)
    signed_in(cast.coordinator).post("/pengguna/baru/", form_of(person))
    made = User.objects.get(username="penilai-baru")
    (row,) = LedgerEntry.objects.all()
    assert (row.subject_id, row.before) == (made.pk, "{}")
    assert '"is_reviewer":true' in row.after


def test_technicians_change_of_rights_is_recorded(cast, admin_client) -> None:
    page = f"/admin/agencies/user/{cast.reviewer.pk}/change/"
    form = admin_client.get(page).context["adminform"].form
    posted = {name: value for name, value in form.initial.items() if value not in (None, False) and name in form.fields}
    for name in ("date_joined", "last_login"):
        posted.pop(name, None)
    posted |= {
        "date_joined_0": "2026-01-01",
        "date_joined_1": "00:00:00",
        "is_superuser": "on",
        "groups": [],
        "user_permissions": [],
    }
    answer = admin_client.post(page, posted)
    assert answer.status_code == 302
    (row,) = LedgerEntry.objects.all()
    assert '"is_superuser":true' in row.after
