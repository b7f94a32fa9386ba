"""Entries of the record to try it with, and what somebody does who may switch off the triggers."""

import pgtrigger
from django.db import connection, transaction

from foundation.audit import ledger
from foundation.audit.models import EntryKind, LedgerEntry
from tests import factories


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


def tamper(sql: str, *values: str | int) -> None:
    """SQL by somebody who may switch off the triggers."""
    with pgtrigger.ignore(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def broken(expected: ledger.CheckValue | None = None) -> list[int]:
    return [each.sequence for each in ledger.verify(expected)]
