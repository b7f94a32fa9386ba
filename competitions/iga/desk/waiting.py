"""The queue of the desk: which claims wait for a verdict, the oldest first, along an indicator or an innovation."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from competitions.core.models import Edition, Indicator
from competitions.iga.core.models import Claim, ClaimVerdict
from competitions.iga.shelf.opening import OPEN_IN
from proposals.core.querysets import SentQuerySet
from proposals.core.sent import SentProposal
from proposals.core.workflow import STANDING, Role

READY: Final = Q(verdict="", value__gt=0, proven=True)
UNPROVEN: Final = Q(verdict="", value__gt=0, proven=False)
REOPENED: Final = Exists(ClaimVerdict.objects.filter(claim=OuterRef("pk"), second=False))
"""Whether a claim was judged before, so that the agency has changed it since."""


class Along(StrEnum):
    """Along what the desk goes from one claim to the next; the second looks have a page of their own."""

    INDICATOR = "indikator"
    INNOVATION = "inovasi"
    SECOND = "kedua"


@dataclass(frozen=True, slots=True)
class Lane:
    """The way through the queue that a verifier took: along what, and of which agency alone, if of one."""

    queue: Along
    agency: str = ""

    @property
    def query(self) -> str:
        """The part of an address that stays on this way."""
        return urlencode({"antre": self.queue.value} | ({"instansi": self.agency} if self.agency else {}))


def lane_in(data: Mapping[str, str]) -> Lane:
    """The way that an address names; along the indicator when it names none."""
    named = data.get("antre", "")
    return Lane(Along(named) if named in list(Along) else Along.INDICATOR, data.get("instansi", ""))


def judged_by(user: User) -> SentQuerySet:
    """The innovations whose claims this coordinator judges; a conflict of interest takes one away."""
    found: SentQuerySet = SentProposal.objects.as_role(user, Role.COORDINATOR).filter(status__in=STANDING)
    return found


def counted_for(user: User) -> SentQuerySet:
    """Those whose claims count on the page of the queue, which leaders read as well."""
    # Whoever only belongs to its agency counts nothing here; a conflict would not take that role away.
    role = Role.COORDINATOR if user.is_coordinator else Role.LEADER
    found: SentQuerySet = SentProposal.objects.as_role(user, role).filter(status__in=STANDING)
    return found


def waiting_for(user: User, edition: Edition, agency: str = "") -> QuerySet[Claim]:
    """What waits for this coordinator's verdict and has its evidence, the oldest first."""
    return _claims(judged_by(user), edition, agency).filter(READY)


def unproven_for(user: User, edition: Edition, agency: str = "") -> QuerySet[Claim]:
    """What is claimed while its evidence does not suffice yet; nobody judges it."""
    return _claims(judged_by(user), edition, agency).filter(UNPROVEN)


def _claims(of: SentQuerySet, edition: Edition, agency: str) -> QuerySet[Claim]:
    rows = of.filter(agency__code=agency) if agency else of
    found = Claim.objects.filter(indicator__edition=edition, proposal__in=rows.values("pk"))
    return found.order_by("claimed_at", "pk")


def by_innovation(claims: QuerySet[Claim]) -> QuerySet[Any, Any]:
    """The innovations of these claims, the one with the oldest claim first: how many, since when, and one to begin."""
    columns = claims.order_by().values("proposal_id", "proposal__title", "proposal__agency__short_name")
    return columns.annotate(amount=Count("pk"), oldest=Min("claimed_at"), first=Min("pk")).order_by("oldest", "first")


@dataclass(frozen=True, slots=True)
class IndicatorWaiting:
    """How much of one indicator waits, since when, how much lacks evidence, and the key of the claim to begin with."""

    indicator: Indicator
    waiting: int
    unproven: int
    oldest: datetime.datetime | None
    first: int | None

    @property
    def waited(self) -> str:
        return waited_words(self.oldest)


def waiting_by_indicator(edition: Edition, user: User, agency: str = "") -> list[IndicatorWaiting]:
    """Every indicator of the edition in its order; one query."""
    rows = counted_for(user).filter(agency__code=agency) if agency else counted_for(user)
    mine = Q(claims__proposal__in=rows.values("pk"), claims__verdict="", claims__value__gt=0)
    ready, lacking = mine & Q(claims__proven=True), mine & Q(claims__proven=False)
    oldest = Claim.objects.filter(READY, indicator=OuterRef("pk"), proposal__in=rows.values("pk"))
    counted = edition.indicators.annotate(
        waiting=Count("claims", filter=ready),
        unproven=Count("claims", filter=lacking),
        oldest=Min("claims__claimed_at", filter=ready),
        first=Subquery(oldest.order_by("claimed_at", "pk").values("pk")[:1]),
    )
    return [IndicatorWaiting(row, row.waiting, row.unproven, row.oldest, row.first) for row in counted]


@dataclass(frozen=True, slots=True)
class ClaimPlace:
    """Where a claim stands on its way: its place counted from one, of how many, and the key of what follows, if any."""

    place: int
    amount: int
    next: int | None


def place_of(claim: Claim, lane: Lane, user: User) -> ClaimPlace:
    """Of a claim on its way where it stands; the last is followed by the first that is left. One query."""
    rows = waiting_for(user, claim.indicator.edition, lane.agency)
    if lane.queue == Along.INNOVATION:
        rows = rows.filter(proposal=claim.proposal_id).order_by("indicator__number")
    else:
        rows = rows.filter(indicator=claim.indicator_id)
    return placed(claim, rows)


def placed(claim: Claim, rows: QuerySet[Claim]) -> ClaimPlace:
    """Where a claim stands among rows in their order; one query."""
    keys = list(rows.values_list("pk", flat=True))
    found = keys.index(claim.pk) if claim.pk in keys else None
    rest = keys if found is None else [*keys[found + 1 :], *keys[:found]]
    return ClaimPlace((found or 0) + 1, len(keys), rest[0] if rest else None)


def desk_url(year: int, claim: int, lane: Lane) -> str:
    """The desk with this claim on it."""
    return f"{reverse('competitions:desk', args=[year, claim])}?{lane.query}"


def queue_url(year: int, lane: Lane) -> str:
    """The page of the queue as the way looks on it."""
    return f"{reverse('competitions:desk_queue', args=[year])}?{lane.query}"


def waiting_by_year(closed: Collection[int]) -> list[tuple[int, int]]:
    """How many claims wait for a coordinator's verdict by year of the edition, the newest first; one query.

    `closed` are the keys of the proposals that a conflict of interest takes away.
    """
    found = Claim.objects.filter(READY, proposal__status__in=OPEN_IN).exclude(proposal__in=closed).order_by()
    counted = found.values_list("indicator__edition__year").annotate(n=Count("pk"))
    return [(year, amount) for year, amount in counted.order_by("-indicator__edition__year")]


def waited_words(since: datetime.datetime | None) -> str:
    """For how many whole days something has waited, in words; empty when nothing waits."""
    if since is None:
        return ""
    days = (timezone.now() - since).days
    return f"menunggu {days} hari" if days > 0 else "masuk hari ini"
