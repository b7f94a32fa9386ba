"""Telling states of tables apart by the sum of the marks that are visible, and putting old marks together.

A transaction's marks become visible to others with its commit, all at once, so the sum a reader sees follows the order
of commits and nothing else: not the order in which transactions began or drew their numbers. No writer updates a row
that another writer updates, so nobody waits.
"""

from collections.abc import Iterable

from django.apps import apps
from django.db import connection, models

from foundation.changes.models import TableChange, TableTotal
from foundation.changes.triggers import is_noted

CHANGES, TOTALS = TableChange._meta.db_table, TableTotal._meta.db_table


def state_of(tables: Iterable[type[models.Model] | str]) -> str:
    """A text that is another one after every committed statement that wrote to one of the tables; one query.

    Inside a transaction it tells what that transaction itself has written, too, and no other transaction ever gets the
    same text for another state. Raises LookupError for a table whose changes are not noted. Of a table that also notes
    its changes by parts, one part can be asked for as `part_of` names it.
    """
    subjects = [table if isinstance(table, str) else _subject(table) for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT COALESCE(sum(total), 0) FROM {TOTALS} WHERE subject = ANY(%s)) "  # noqa: S608 - names of our own tables
            f"+ (SELECT COALESCE(sum(mark), 0) FROM {CHANGES} WHERE subject = ANY(%s))",
            [subjects, subjects],
        )
        return str(cursor.fetchone()[0])


def part_of(table: type[models.Model], key: object) -> str:
    """The part of a table that is noted under this key, for `state_of`."""
    return f"{_subject(table)}/{key}"


def _subject(table: type[models.Model]) -> str:
    """The table by its name; for rows of a view the one that the attribute `changes_noted_by` of its model names."""
    name: str | None = getattr(table, "changes_noted_by", None)
    noting = apps.get_model(name) if name else table
    if not is_noted(noting):
        raise LookupError(f"Nobody notes the changes of {table._meta.label}: give it the trigger `noted()`.")
    return noting._meta.db_table


def put_together() -> None:
    """Moves the marks that are visible into the totals, so that few rows are left; no sum changes, at any moment.

    It is one statement: whoever reads sees the rows or their sum, never both and never neither.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH gone AS (DELETE FROM {CHANGES} RETURNING subject, mark) "  # noqa: S608 - names of our own tables
            f"INSERT INTO {TOTALS} AS known (subject, total) SELECT subject, sum(mark) FROM gone GROUP BY 1 ORDER BY 1 "
            "ON CONFLICT (subject) DO UPDATE SET total = known.total + EXCLUDED.total"
        )
