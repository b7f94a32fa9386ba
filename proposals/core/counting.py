"""Counting the proposals of a period for one reader from the tallies, true at the moment of looking."""

from collections import Counter

from django.db.models import Count

from agencies.core.models import User
from proposals.core import tallies
from proposals.core.models import Proposal
from proposals.core.periods import Period
from proposals.core.permissions import breadth
from proposals.core.tallies import STORED, Group, StatusCounts
from proposals.core.workflow import PRIVATE


def period_counts(period: Period, reader: User | None = None) -> StatusCounts:
    """The proposals of a period that this reader may know of, all without a reader; two queries at most.

    Counts the same rows as `visible_to`.
    """
    groups = tallies.sums_of(period)
    drafting = frozenset(agency for agency, _, status in groups if status in PRIVATE)
    return StatusCounts(groups if reader is None else _known_to(reader, period, groups), drafting)


def _known_to(reader: User, period: Period, groups: dict[Group, int]) -> dict[Group, int]:
    known = breadth(reader)
    if known is None:
        rows = Proposal.objects.visible_to(reader).filter(period=period).order_by()
        return {group[:3]: group[3] for group in rows.values_list(*STORED).annotate(amount=Count("pk"))}
    hidden = Counter(Proposal.objects.filter(known.hidden, period=period).order_by().values_list(*STORED))
    return {
        group: amount - hidden[group]
        for group, amount in groups.items()
        if known.covers(group[0], group[2]) and amount > hidden[group]
    }
