"""Where a ranking is cut in thought, and what follows: for agencies, kinds of innovation and affairs, and who is next.

Only what can be praised now is counted: complete reviews in its stage and in every other that the procedure of the
period asks for, and no disagreement left open. The database does the counting; the number of queries is the same for
any number of proposals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from agencies.core.models import Agency, User
from foundation.text.keys import natural
from foundation.text.rounding import in_figures
from proposals.core.period.models import Period
from proposals.core.querysets import SentQuerySet
from proposals.core.sent import SentProposal
from proposals.core.workflow import PROMOTED, Action, Role
from reviews.core.standings import ProposalStanding, StageFigures
from reviews.procedure.rules import needed_stages
from reviews.ranking.frozen import FrozenRanking
from reviews.ranking.ranking import in_order

NEXT_SHOWN: Final = 3
POINT: Final = Decimal(1)
HIGHEST: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Limit:
    """The best so many, or a score (0–100) and better; exactly one of the two."""

    best: int | None = None
    score: Decimal | None = None

    @property
    def words(self) -> str:
        return f"{self.best} terbaik" if self.best is not None else f"nilai {in_figures(self.score)} ke atas"

    @property
    def query(self) -> dict[str, str]:
        """How the limit stands in an address."""
        return {"terbaik": str(self.best)} if self.best is not None else {"batas": str(self.score)}

    @property
    def tighter(self) -> "Limit | None":
        """One place, or one point, that lets fewer in."""
        if self.best is not None:
            return Limit(best=self.best - 1) if self.best > 1 else None
        return Limit(score=self.score + POINT) if self.score is not None and self.score + POINT <= HIGHEST else None

    @property
    def wider(self) -> "Limit | None":
        if self.best is not None:
            return Limit(best=self.best + 1)
        return Limit(score=self.score - POINT) if self.score is not None and self.score >= POINT else None


@dataclass(frozen=True, slots=True)
class CutShare:
    """One agency, kind or affair: how many of its proposals are in, of how many that could be decided."""

    name: str
    inside: int
    all: int


@dataclass(frozen=True, slots=True)
class Effects:
    """What a cut amounts to. `inside` and `following` are keys of proposals in official order.

    `without` are the agencies that could have one and would have none; `missing` those of the city's target that have
    nothing to decide on and none praised before.
    """

    limit: Limit
    inside: tuple[int, ...]
    outside: int
    agencies: list[CutShare]
    kinds: list[CutShare]
    affairs: list[CutShare]
    following: tuple[int, ...]
    missing: list[str]

    @property
    def represented(self) -> list[CutShare]:
        return [share for share in self.agencies if share.inside]

    @property
    def several(self) -> list[CutShare]:
        return [share for share in self.agencies if share.inside > 1]

    @property
    def without(self) -> list[CutShare]:
        return [share for share in self.agencies if not share.inside]


def decidable(user: User, period: Period) -> SentQuerySet:
    """The proposals under review that this coordinator could praise now without departing from the procedure."""
    needed = needed_stages(period.procedure, Action.SHORTLIST, period.review_stages.all())
    own = StageFigures.objects.filter(proposal=OuterRef("pk"))
    enough = own.filter(stage__order=OuterRef("review_round"), n__gte=F("stage__minimum_scores"))
    unsettled = StageFigures.objects.unsettled().filter(proposal=OuterRef("pk"))
    scored = ProposalStanding.objects.filter(period=period, official__isnull=False)
    rows = SentProposal.objects.as_role(user, Role.COORDINATOR).under_review()
    gone_through = [Exists(own.filter(stage=stage, n__gte=stage.minimum_scores)) for stage in needed]
    return rows.filter(
        Exists(enough), ~Exists(unsettled), *gone_through, period=period, pk__in=scored.values("proposal")
    )


def inside(period: Period, rows: SentQuerySet, limit: Limit, *, frozen: FrozenRanking | None) -> tuple[int, ...]:
    """The keys of those among `rows` that the limit lets in, in official order, as `frozen` if it is."""
    ordered = in_order(period, rows, frozen=frozen)
    return tuple(ordered[: limit.best] if limit.best is not None else ordered.filter(told__gte=limit.score))


def effects(user: User, period: Period, limit: Limit, *, frozen: FrozenRanking | None) -> Effects:
    """What follows from the limit for everything that can be decided, in official order, as `frozen` if it is."""
    rows = decidable(user, period)
    chosen = inside(period, rows, limit, frozen=frozen)
    agencies = _shares(rows, chosen, "agency__short_name")
    return Effects(
        limit=limit,
        inside=chosen,
        outside=sum(share.all for share in agencies) - len(chosen),
        agencies=agencies,
        kinds=[
            CutShare(
                period.guide.label("innovation_type", share.name) if share.name else "Belum diisi",
                share.inside,
                share.all,
            )
            for share in _shares(rows, chosen, "innovation_type")
        ],
        affairs=_shares(rows, chosen, "affair__name"),
        following=tuple(_following(in_order(period, rows, frozen=frozen), limit)),
        missing=_missing(user, period, rows),
    )


def _shares(rows: SentQuerySet, chosen: Sequence[int], column: str) -> list[CutShare]:
    """Counted by this column, those with most inside first."""
    counted = rows.order_by().values_list(column).annotate(into=Count("pk", filter=Q(pk__in=chosen)), every=Count("pk"))
    found = [CutShare(name or "", into, every) for name, into, every in counted]
    return sorted(found, key=lambda share: (-share.inside, natural(share.name)))


def _following(ordered: QuerySet[Any], limit: Limit) -> QuerySet[Any]:
    """The keys of those just below the limit, the nearest first."""
    if limit.best is not None:
        return ordered[limit.best : limit.best + NEXT_SHOWN]
    return ordered.filter(told__lt=limit.score).order_by("-told", "proposal")[:NEXT_SHOWN]


def _missing(user: User, period: Period, rows: SentQuerySet) -> list[str]:
    """What is hidden from the coordinator does not count, or a name left out would tell of it."""
    having = rows.order_by().values("agency")
    known = SentProposal.objects.as_role(user, Role.COORDINATOR)
    praised = known.filter(period=period, status__in=PROMOTED).order_by().values("agency")
    none = Agency.objects.active().in_target().exclude(pk__in=having).exclude(pk__in=praised)
    return sorted(none.values_list("short_name", flat=True), key=natural)
