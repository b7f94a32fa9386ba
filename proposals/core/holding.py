"""In whose hands a proposal is, and since when: from its status, and during the review from what the reviews say.

Every page, list, report and count that says where a proposal waits asks here, so that they cannot disagree.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import Any, Protocol, TypeAlias

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet

from proposals.core.above import named
from proposals.core.workflow import HELD_BY, PRIVATE, UNDER_REVIEW, Holder, Status

Rows: TypeAlias = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Held:
    """In whose hands one proposal is (None: in nobody's) and since when; of reviewers also how many are `done`."""

    holder: Holder | None
    since: datetime.datetime
    asked: int = 0
    done: int = 0

    @property
    def words(self) -> str:
        """What goes on after "menunggu"; empty when nobody has to act."""
        if self.holder is Holder.REVIEWS and self.asked:
            return f"{self.asked - self.done} dari {self.asked} {self.holder.label}"
        return str(self.holder.label) if self.holder else ""

    def days(self, at: datetime.datetime) -> int:
        """Whole days it has waited by then."""
        return max((at - self.since).days, 0)


class Placed(Protocol):
    """Whatever has a status: the stored proposal, what was sent of it, what its agency reads."""

    @property
    def pk(self) -> Any: ...
    @property
    def status(self) -> str: ...
    @property
    def status_since(self) -> datetime.datetime: ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """The proposals in one pair of hands: how many, how many of them long, and since when the first of them waits."""

    amount: int
    long: int
    oldest: datetime.datetime | None


NONE_WAITING = Waiting(0, 0, None)


@dataclass(frozen=True, slots=True)
class ReviewHolding:
    """What the reviews say of proposals under review; the floor above answers it, named by `PROPOSAL_HOLDING`.

    `holders`: those there are during the review. `held`: in whose hands proposals are, by key. `among`: those in these
    hands, since this moment at the latest if one is given. `waiting`: all of the rows by holder, counting as long what
    began to wait by a moment. `longest`: so many keys, the longest first.
    """

    holders: frozenset[Holder]
    held: Callable[[Iterable[int]], Mapping[int, Held]]
    among: Callable[[Holder, datetime.datetime | None], Q]
    waiting: Callable[[Rows, datetime.datetime], Mapping[Holder, Waiting]]
    longest: Callable[[Rows, int], Sequence[tuple[int, Held]]]


def _reviews() -> ReviewHolding:
    found: ReviewHolding = named(settings.PROPOSAL_HOLDING)
    return found


def held(rows: Iterable[Placed]) -> dict[int, Held]:
    """Of each of these proposals in whose hands it is, by key; one query, none without a proposal under review."""
    listed = list(rows)
    reviewing = [row.pk for row in listed if row.status in UNDER_REVIEW]
    known = _reviews().held(reviewing) if reviewing else {}
    return {row.pk: known.get(row.pk) or Held(HELD_BY.get(Status(row.status)), row.status_since) for row in listed}


def in_hands_of(holder: Holder, before: datetime.datetime | None = None) -> Q:
    """The condition for proposals in these hands, since `before` at the latest if given.

    A draft waits for nobody but its author, and no count has it.
    """
    own = Q(status__in=_statuses(holder))
    if before is not None:
        own &= Q(status_since__lte=before)
    return own | _reviews().among(holder, before) if holder in _reviews().holders else own


def waiting(before: datetime.datetime) -> Q:
    """The condition for proposals that have waited for whomever since this moment at the latest."""
    return reduce(or_, (in_hands_of(holder, before) for holder in Holder))


def tallies(rows: Rows, before: datetime.datetime) -> dict[Holder, Waiting]:
    """How many of the rows are in whose hands, one entry per holder; two queries."""
    outside = rows.filter(status__in=[status for holder in Holder for status in _statuses(holder)])
    long = Count("pk", filter=Q(status_since__lte=before))
    counted = outside.order_by().values_list("status").annotate(all=Count("pk"), long=long, oldest=Min("status_since"))
    found = dict(_reviews().waiting(rows.filter(status__in=UNDER_REVIEW), before))
    for status, amount, long_waiting, oldest in counted:
        holder = HELD_BY[Status(status)]
        found[holder] = _together(found.get(holder, NONE_WAITING), Waiting(amount, long_waiting, oldest))
    return {holder: found.get(holder, NONE_WAITING) for holder in Holder}


def longest(rows: Rows, number: int) -> list[tuple[int, Held]]:
    """The keys of so many of the rows that have waited longest, the longest first, each with whom; two queries."""
    outside = rows.filter(status__in=[status for holder in Holder for status in _statuses(holder)])
    first = outside.order_by("status_since", "pk").values_list("pk", "status", "status_since")[:number]
    found = [(key, Held(HELD_BY[Status(status)], since)) for key, status, since in first]
    found += _reviews().longest(rows.filter(status__in=UNDER_REVIEW), number)
    return sorted(found, key=lambda each: (each[1].since, each[0]))[:number]


@cache
def _statuses(holder: Holder) -> tuple[Status, ...]:
    """The statuses outside the review in which a sent proposal is in these hands."""
    return tuple(status for status, who in HELD_BY.items() if who is holder and status not in PRIVATE | UNDER_REVIEW)


def _together(one: Waiting, other: Waiting) -> Waiting:
    oldest = min((each.oldest for each in (one, other) if each.oldest), default=None)
    return Waiting(one.amount + other.amount, one.long + other.long, oldest)
