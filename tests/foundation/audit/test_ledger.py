"""The tamper-evident record: whoever writes, it is chained; and nobody takes a place in it or changes a row."""

import threading
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from foundation.audit import chain, ledger
from foundation.audit.models import EntryKind, LedgerEntry
from tests import factories
from tests.foundation.audit.entries import broken, tamper, write

pytestmark = pytest.mark.django_db


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
