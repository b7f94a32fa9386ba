"""What one reader may know of the proposals of a period: their counts and rows, true at the moment of looking."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Q

from agencies.core.models import User
from proposals.core.counts import tallies
from proposals.core.counts.tallies import STORED, Group, StatusCounts
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.core.permissions import NOBODY, Breadth, breadth
from proposals.core.querysets import ReadableQuerySet, SentQuerySet
from proposals.core.search.documents import SearchDocument
from proposals.core.sent import SentProposal
from proposals.core.workflow import PRIVATE, as_sql

Rows = TypeVar("Rows", bound=ReadableQuerySet[Any])
# What a reader of all that was sent may know of the rows `p` of the table, as `permissions.role_filters` says it.
READABLE: Final = (
    "(p.agency_id = %(known_agency)s "
    f"OR %(known_sent)s AND p.status NOT IN ({as_sql(PRIVATE)}) AND p.id <> ALL(%(known_closed)s))"
)
ROW_BY_ROW: Final = "p.id = ANY(%(known_keys)s)"


@dataclass(frozen=True, slots=True)
class KnownPeriod:
    """The proposals of a period that a reader may know of: `counts` from the tallies, and `rows` of what was sent.

    `readable` says with its `values` what the reader may know of the rows `p` of the table or of a view of what was
    sent, for questions in SQL. `hidden` are the keys of those that a conflict of interest takes away, `closed` those of
    all periods.
    """

    period: Period
    counts: StatusCounts
    rows: SentQuerySet
    readable: str
    values: Mapping[str, Any]
    hidden: tuple[int, ...] = ()
    closed: tuple[int, ...] = ()

    def ask(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """The answer to a question in SQL: `{known}` stands for these rows `p`, `%(name)s` for a value.

        `{readable}` stands for the rows of any period that the reader may know of.
        """
        known = f"p.period_id = %(known_period)s AND {self.readable}"
        asked = sql.format(known=known, readable=self.readable)
        with connection.cursor() as cursor:
            cursor.execute(asked, {**self.values, "known_period": self.period.pk, **values})
            return list(cursor.fetchall())


def period_counts(period: Period, reader: User | None = None) -> StatusCounts:
    """The proposals of a period that this reader may know of, all without a reader; two queries at most.

    Counts the same rows as `visible_to`.
    """
    return known_period(period, reader).counts if reader else _counts(tallies.sums_of(period))


def known_period(period: Period, reader: User) -> KnownPeriod:
    """What `visible_to` finds of a period; two queries, three where a conflict stands."""
    known, sums = breadth(reader), tallies.sums_of(period)
    if known is None:
        return _row_by_row(period, reader, sums)
    closed = list(known.closed)
    hidden = _hidden(period, known, closed)
    of_period = SentProposal.objects.filter(period=period)
    rows = of_period if known.sent else of_period.filter(agency=known.agency)
    return KnownPeriod(
        period=period,
        counts=_counts(sums, _told(known, sums, Counter(hidden.values()))),
        rows=rows.exclude(pk__in=list(hidden)) if hidden else rows,
        readable=READABLE,
        values={"known_agency": known.agency, "known_sent": known.sent, "known_closed": closed},
        hidden=tuple(sorted(hidden)),
        closed=tuple(closed),
    )


def closed_to(reader: User) -> list[int]:
    """The keys of the proposals that a conflict of interest closes to the reader; one query or none."""
    known = breadth(reader)
    return list(known.closed) if known else []


def readable(rows: Rows, reader: User, closed: Sequence[int]) -> Rows:
    """The same rows as `visible_to`, by a condition that is quicker to ask; `closed` as `closed_to` gives it."""
    known = breadth(reader)
    if known is None:
        return rows.visible_to(reader)
    own = Q(agency=known.agency) if known.agency else NOBODY
    if not known.sent:
        return rows.filter(own)
    sent = ~Q(status__in=PRIVATE)
    free = sent & ~Q(pk__in=closed) if closed else sent
    return rows.filter(free | own if known.agency else free)


def answers_to(asked: SearchQuery, reader: User, closed: Sequence[int]) -> int | None:
    """How many rows `readable` leaves of all proposals that answer a question, counted over their words alone.

    One query. None for somebody of whom only the rows can tell.
    """
    known = breadth(reader)
    if known is None or not known.sent:
        return None
    hidden = Proposal.objects.filter(Q(status__in=PRIVATE) | Q(pk__in=closed) if closed else Q(status__in=PRIVATE))
    if known.agency:
        hidden = hidden.exclude(agency=known.agency)
    return SearchDocument.objects.filter(words=asked).exclude(proposal__in=hidden.order_by().values("pk")).count()


def counts_of_all(reader: User, closed: Sequence[int]) -> dict[tuple[int, int, int | None, str], int] | None:
    """What `visible_to` finds of all periods, by period, agency, affair and status; one query, or two.

    `closed` as `closed_to` gives it. None for somebody who reads single proposals.
    """
    known = breadth(reader)
    if known is None:
        return None
    rows = Proposal.objects.filter(pk__in=closed).exclude(agency=known.agency).order_by()
    hidden = Counter(rows.values_list("period_id", *STORED))
    return {
        group: amount - hidden[group]
        for group, amount in tallies.sums_of_all().items()
        if known.covers(group[1], group[3]) and amount > hidden[group]
    }


def _row_by_row(period: Period, reader: User, sums: dict[Group, int]) -> KnownPeriod:
    """For somebody who reads single proposals."""
    every = Proposal.objects.visible_to(reader)
    found = list(every.order_by().values_list("pk", "period_id", *STORED))
    groups = Counter((agency, affair, status) for _, where, agency, affair, status in found if where == period.pk)
    keys = {"known_keys": [key for key, *_ in found]}
    sent = SentProposal.objects.visible_to(reader).filter(period=period)
    return KnownPeriod(period, _counts(sums, groups), sent, ROW_BY_ROW, keys)


def _hidden(period: Period, known: Breadth, closed: Sequence[int]) -> dict[int, Group]:
    """The proposals of the period that are closed to the reader, each with its group."""
    if not closed:
        return {}
    rows = Proposal.objects.filter(pk__in=closed, period=period).exclude(agency=known.agency)
    return {key: (agency, affair, status) for key, agency, affair, status in rows.values_list("pk", *STORED)}


def _counts(sums: Mapping[Group, int], told: Mapping[Group, int] | None = None) -> StatusCounts:
    drafting = frozenset(agency for agency, _, status in sums if status in PRIVATE)
    return StatusCounts(sums if told is None else told, drafting)


def _told(known: Breadth, sums: Mapping[Group, int], hidden: Mapping[Group, int]) -> dict[Group, int]:
    return {
        group: amount - hidden.get(group, 0)
        for group, amount in sums.items()
        if known.covers(group[0], group[2]) and amount > hidden.get(group, 0)
    }
