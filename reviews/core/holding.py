"""In whose hands a proposal is while it is under review: read from its standing, which triggers keep.

It waits for reviewers to be asked, for those asked who have not finished, or, once enough have, for the coordinator.
`since` is the moment that began: when the first of the unfinished was asked, when the last review was completed, or
when a reviewer stepped back; but never before the proposal came into its stage.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from proposals.core.holding import Held, ReviewHolding, Waiting
from proposals.core.workflow import Holder
from reviews.core.standings import ProposalStanding


def _under_review() -> QuerySet[ProposalStanding]:
    return ProposalStanding.objects.exclude(holder="")


def _held(keys: Iterable[int]) -> dict[int, Held]:
    return {row.proposal_id: _as_held(row) for row in _under_review().filter(proposal__in=list(keys))}


def _as_held(row: ProposalStanding) -> Held:
    assert row.since is not None  # noqa: S101 - the trigger sets both or neither
    return Held(Holder(row.holder), row.since, row.asked, row.done)


def _among(holder: Holder, before: datetime.datetime | None) -> Q:
    chosen = ProposalStanding.objects.filter(holder=holder)
    return Q(pk__in=(chosen.filter(since__lte=before) if before else chosen).values("proposal"))


def _waiting(rows: QuerySet[Any], before: datetime.datetime) -> dict[Holder, Waiting]:
    found = _under_review().filter(proposal__in=rows.order_by().values("pk")).order_by().values_list("holder")
    long = Count("pk", filter=Q(since__lte=before))
    return {
        Holder(holder): Waiting(*counts)
        for holder, *counts in found.annotate(all=Count("pk"), long=long, oldest=Min("since"))
    }


def _longest(rows: QuerySet[Any], number: int) -> list[tuple[int, Held]]:
    found = _under_review().filter(proposal__in=rows.order_by().values("pk")).order_by("since", "proposal_id")
    return [(row.proposal_id, _as_held(row)) for row in found.only("holder", "since", "asked", "done")[:number]]


IN_REVIEW = ReviewHolding(
    holders=frozenset({Holder.REVIEWERS, Holder.REVIEWS, Holder.DECISION}),
    held=_held,
    among=_among,
    waiting=_waiting,
    longest=_longest,
)
"""Named by `PROPOSAL_HOLDING`."""
