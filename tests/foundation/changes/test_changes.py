"""A table's state as others may know it: another one with every commit, whatever the order in which writers began."""

from collections.abc import Iterator

import pgtrigger
import pytest
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from agencies.core.models import Agency, District, Notification
from foundation.changes import reading
from foundation.changes.models import TableChange, TableTotal
from tests import factories


@pytest.fixture
def other() -> Iterator[BaseDatabaseWrapper]:
    """A second connection, in a transaction of its own that ends when the test says so."""
    second = connection.copy()
    second.set_autocommit(False)
    yield second
    second.rollback()
    second.close()


def state() -> str:
    return reading.state_of([Agency])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE agencies_agency SET name = 'Dinas Baru' WHERE code = 'dinas-1'",
        "DELETE FROM agencies_agency WHERE code = 'dinas-2'",
        "INSERT INTO agencies_agency (code, name, official_name, short_name, kind, ownership, address, contact_name,"
        " contact_phone, contact_email, in_target, in_school_target, assumed, note)"
        " VALUES ('baru', 'Baru', 'Baru', 'Baru', 'dinas', '', '', '', '', '', false, false, false, '')",
        "TRUNCATE agencies_district CASCADE",
    ],
)
def test_every_writing_statement_changes_the_state(statement: str) -> None:
    factories.agency(1)
    factories.agency(2)
    connection.check_constraints()
    before = state()
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert state() != before


@pytest.mark.django_db
def test_other_tables_and_columns_that_nobody_counts_leave_the_state_alone() -> None:
    person = factories.user("orang")
    before = reading.state_of([Agency, type(person)])
    factories.district()
    person.last_login = person.date_joined
    person.save(update_fields=["last_login"])
    assert reading.state_of([Agency, type(person)]) == before
    assert reading.state_of([Agency, District]) != before


@pytest.mark.django_db
def test_a_table_that_notes_nothing_cannot_be_asked() -> None:
    with pytest.raises(LookupError, match=r"agencies\.Notification"):
        reading.state_of([Agency, Notification])


@pytest.mark.django_db
def test_putting_together_leaves_one_row_per_table_and_every_state_as_it_was() -> None:
    factories.agency(1)
    factories.district()
    reading.put_together()
    factories.agency(2)
    states = [reading.state_of([table]) for table in (Agency, District)]
    both = reading.state_of([Agency, District])
    reading.put_together()
    assert [reading.state_of([table]) for table in (Agency, District)] == states
    assert reading.state_of([Agency, District]) == both
    assert not TableChange.objects.exists()
    assert TableTotal.objects.filter(subject=Agency._meta.db_table).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_state_changes_with_the_commit_not_before_and_not_by_a_rollback(other: BaseDatabaseWrapper) -> None:
    factories.agency(1)
    with other.cursor() as cursor:
        cursor.execute("UPDATE agencies_agency SET name = 'Ditunda'")
    factories.agency(2)
    before = state()
    other.commit()
    after = state()
    assert after != before
    with other.cursor() as cursor:
        cursor.execute("UPDATE agencies_agency SET name = 'Dibatalkan'")
    other.rollback()
    assert state() == after


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_sees_of_itself_is_nobody_elses_state(other: BaseDatabaseWrapper) -> None:
    factories.agency(1)
    with transaction.atomic():
        factories.agency(2)
        own = state()
        with other.cursor() as cursor:
            cursor.execute("UPDATE agencies_agency SET name = 'Lain' WHERE code = 'dinas-1'")
        transaction.set_rollback(True)
    other.commit()
    assert state() != own


@pytest.mark.django_db(transaction=True)
def test_marks_are_put_together_while_others_write_and_nobody_waits(other: BaseDatabaseWrapper) -> None:
    factories.agency(1)
    with other.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '1s'")
        cursor.execute("UPDATE agencies_district SET name = name")
        cursor.execute("UPDATE agencies_agency SET name = 'Bersamaan'")
    before = state()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '1s'")
        factories.district()
        reading.put_together()
        with other.cursor() as second:
            second.execute("UPDATE agencies_agency SET name = 'Masih bersamaan'")
    assert state() == before
    other.commit()
    assert state() != before
    reading.put_together()
    assert not TableChange.objects.exists()
