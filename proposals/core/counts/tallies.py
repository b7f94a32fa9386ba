"""How many proposals each agency has of each affair in each status: counted in the writer's own transaction.

Every statement that writes proposals adds rows that say by how much each count went up or down; a count is the sum of
its rows. No writer touches a row of another, so nobody waits, and a reader sees the counts of exactly the proposals
that are visible at that moment. The queue puts the rows of each count together every minute, which changes no sum.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import pgtrigger
from django.db import connection, models

from agencies.core.models import Agency
from foundation.changes.triggers import Calling
from proposals.core.affairs.models import Affair
from proposals.core.period.models import Period
from proposals.core.workflow import Status

COLUMNS: Final = ("agency_id", "affair_id", "status")
# The same in the table of proposals.
STORED: Final = ("agency_id", "sent_affair_id", "status")
Group = tuple[int, int | None, str]


class Tallied(models.Model):
    """By how much the count of one period, agency, affair and status went up or down. Only triggers and queue write."""

    period = models.ForeignKey(Period, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    agency = models.ForeignKey(Agency, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    sent_affair = models.ForeignKey(
        Affair, models.DO_NOTHING, related_name="+", null=True, db_constraint=False, db_index=False
    )
    status = models.CharField("status", max_length=12, choices=Status)
    amount = models.IntegerField("jumlah")

    class Meta:
        verbose_name = "hitungan usulan"
        verbose_name_plural = "hitungan usulan"
        indexes = [models.Index(fields=["period"], name="tallied_period")]

    def __str__(self) -> str:
        return f"{self.period_id}/{self.agency_id}/{self.sent_affair_id}/{self.status}: {self.amount:+}"


@dataclass(frozen=True)
class StatusCounts:
    """How many proposals there are by agency, affair and status, of those that one reader may know of.

    `drafting` are the agencies that have a draft, which is all that others are told of drafts.
    """

    groups: Mapping[Group, int]
    drafting: frozenset[int]

    def grouped(self, column: str = "") -> dict[Any, Counter[str]]:
        """How many are in each status, by one of COLUMNS; without a column all together, under None."""
        return self._by_column[column]

    @cached_property
    def _by_column(self) -> dict[str, dict[Any, Counter[str]]]:
        """Added up once, because a page asks for each of them several times."""
        agencies: defaultdict[int, Counter[str]] = defaultdict(Counter)
        affairs: defaultdict[int | None, Counter[str]] = defaultdict(Counter)
        every: Counter[str] = Counter()
        for (agency, affair, status), amount in self.groups.items():
            agencies[agency][status] += amount
            affairs[affair][status] += amount
            every[status] += amount
        return {"agency_id": dict(agencies), "affair_id": dict(affairs), "": {None: every} if every else {}}


def sums_of(period: Period) -> dict[Group, int]:
    """All proposals of a period, drafts too; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT agency_id, sent_affair_id, status, sum(amount) FROM {Tallied._meta.db_table} "  # noqa: S608 - a name of our own
            "WHERE period_id = %s GROUP BY 1, 2, 3 HAVING sum(amount) <> 0",
            [period.pk],
        )
        return {(agency, affair, status): amount for agency, affair, status, amount in cursor.fetchall()}


def sums_of_all() -> dict[tuple[int, int, int | None, str], int]:
    """All proposals of all periods, drafts too, by period and group; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT period_id, agency_id, sent_affair_id, status, sum(amount) FROM {Tallied._meta.db_table} "  # noqa: S608 - the name of our own table
            "GROUP BY 1, 2, 3, 4 HAVING sum(amount) <> 0"
        )
        return {(period, agency, affair, status): amount for period, agency, affair, status, amount in cursor}


def tally_triggers() -> list[pgtrigger.Trigger]:
    """What keeps the counts and notes the changes per period, whoever writes; migrations 0011 and 0016 make it all."""
    return [
        Calling("noted_insert", pgtrigger.Insert, "proposals_note_come", after="come"),
        Calling("noted_update", pgtrigger.Update, "proposals_note_changed", before="gone", after="come"),
        Calling("noted_delete", pgtrigger.Delete, "proposals_note_gone", before="gone"),
        Calling("noted_truncate", pgtrigger.Truncate, "proposals_note_emptied"),
        Calling("tallied_insert", pgtrigger.Insert, "proposals_tally_insert", after="come"),
        Calling("tallied_update", pgtrigger.Update, "proposals_tally_update", before="gone", after="come"),
        Calling("tallied_delete", pgtrigger.Delete, "proposals_tally_delete", before="gone"),
        Calling("tallied_truncate", pgtrigger.Truncate, "proposals_tally_truncate"),
    ]


def put_together() -> None:
    """Makes one row of the rows of each count that has several; no count changes, at any moment. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("""
            WITH many AS (
                SELECT period_id, agency_id, sent_affair_id, status FROM proposals_tallied
                GROUP BY 1, 2, 3, 4 HAVING count(*) > 1
            ), gone AS (
                DELETE FROM proposals_tallied t USING many m
                WHERE (t.period_id, t.agency_id, t.status) = (m.period_id, m.agency_id, m.status)
                    AND t.sent_affair_id IS NOT DISTINCT FROM m.sent_affair_id
                RETURNING t.period_id, t.agency_id, t.sent_affair_id, t.status, t.amount
            )
            INSERT INTO proposals_tallied (period_id, agency_id, sent_affair_id, status, amount)
            SELECT period_id, agency_id, sent_affair_id, status, sum(amount) FROM gone
            GROUP BY 1, 2, 3, 4 HAVING sum(amount) <> 0
        """)
