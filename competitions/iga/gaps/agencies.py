"""How far each agency is in an edition: its candidates, what waits, and the document it lacks most.

Counted in SQL for whoever asks, so that it sums up to what the cockpit, the desk and the index say to the same reader.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from django.db.models import Count, Min, Q, Sum
from django.db.models.functions import Coalesce

from agencies.core.models import User
from competitions.core.models import Edition, Indicator
from competitions.core.permissions import sees_every_agency
from competitions.iga.candidates.pool import candidate_keys, candidates_of, with_candidacy
from competitions.iga.candidates.readiness import with_blocks
from competitions.iga.core.models import Claim
from competitions.iga.core.states import BY_CLAIMS, IN_SET, CandidacyState
from competitions.iga.desk.waiting import READY, UNPROVEN, counted_for
from competitions.iga.gaps.lists import BUNDLES, COUNTED
from competitions.iga.shelf.opening import OPEN_IN
from competitions.rules.indicatorrules import HIGHEST
from proposals.core.querysets import SentQuerySet
from proposals.core.sent import SentProposal

ALIVE: Final = (*BY_CLAIMS, *IN_SET)
"""What counts as a candidate here: whatever the coordinator has not left out."""
STARTED: Final = (CandidacyState.PREPARED, CandidacyState.VERIFIED, CandidacyState.LISTED, CandidacyState.SENT)
"""What an agency has begun with or the city sends, and the ministry has not judged yet."""
THEIRS: Final = UNPROVEN | Q(verdict__in=(Claim.Judgement.MORE, Claim.Judgement.REJECTED), value__gt=0)
"""The claims that wait for the agency: without evidence that suffices, or turned down and not answered since."""
SINCE: Final = ("waiting_since", "theirs_since")


@dataclass(frozen=True, slots=True)
class DocumentGap:
    """One document that an agency lacks: the indicators it serves, and what it would bring where it is missing."""

    name: str
    numbers: tuple[int, ...]
    points: int

    def __str__(self) -> str:
        numbers = ", ".join(map(str, self.numbers))
        return f"{self.name} ({numbers}): +{self.points}"


@dataclass(frozen=True, slots=True)
class AgencyReadiness:
    """What an agency, or all together, have; points are those of the submission set, unless they are `all`.

    `ready` are the candidates that no rule keeps out; `liftable` those that were begun with or are sent and can still
    rise. `waiting` are the claims that wait for a verdict, `theirs` those that wait for the agency, each since when.
    """

    candidates: int = 0
    ready: int = 0
    prepared: int = 0
    verified: int = 0
    in_set: int = 0
    liftable: int = 0
    verified_points: int = 0
    expected_points: int = 0
    claimed_all: int = 0
    verified_all: int = 0
    waiting: int = 0
    waiting_since: datetime.datetime | None = None
    theirs: int = 0
    theirs_since: datetime.datetime | None = None
    lacking: DocumentGap | None = None

    def __add__(self, other: "AgencyReadiness") -> "AgencyReadiness":
        """The sums, and the earlier of both moments; what is lacked most has neither."""
        names = [field.name for field in fields(self) if field.name not in ("lacking", *SINCE)]
        sums: dict[str, Any] = {name: getattr(self, name) + getattr(other, name) for name in names}
        since = {name: _earlier(getattr(self, name), getattr(other, name)) for name in SINCE}
        return AgencyReadiness(**sums | since)


def _earlier(one: datetime.datetime | None, other: datetime.datetime | None) -> datetime.datetime | None:
    return min((each for each in (one, other) if each), default=None)


NOTHING: Final = AgencyReadiness()


def counted_rows(edition: Edition, reader: User) -> SentQuerySet:
    """The candidates that this reader's counts are about.

    People of an agency learn the counts of its units as well, though not their innovations.
    """
    if sees_every_agency(reader) or reader.agency_id is None:
        return candidates_of(edition, reader)
    found: SentQuerySet = candidate_keys(edition).filter(_below(reader, "agency"))
    return found


def _below(reader: User, path: str) -> Q:
    return Q(**{path: reader.agency_id}) | Q(**{f"{path}__parent": reader.agency_id})


def readiness_by_agency(edition: Edition, reader: User) -> dict[int, AgencyReadiness]:
    """By key of the agency; those that have nothing are absent. Five queries."""
    blocked: Any = with_blocks(counted_rows(edition, reader), edition).order_by()
    rows = blocked.filter(candidacy_state__in=ALIVE)
    sums = _sums(rows, highest_points(edition))
    lacking = lacking_by_agency(edition, rows, {agency: one["candidates"] for agency, one in sums.items()})
    waiting = _waiting(edition, reader)
    return {
        agency: AgencyReadiness(
            **sums.get(agency, {}) | waiting.get(agency, {}), lacking=max_of(lacking.get(agency, ()))
        )
        for agency in {*sums, *waiting}
    }


def highest_points(edition: Edition) -> int:
    """The maturity that an innovation can reach; 0 while the edition doesn't say."""
    return edition.iga.scoring.maturity_maximum if edition.iga.scoring else 0


def alive(rows: SentQuerySet, edition: Edition, states: Collection[str] = ALIVE) -> SentQuerySet:
    """Those of the rows that are in one of these states, with their candidacy."""
    known: Any = with_candidacy(rows, edition, "state", "verified_points", "counted_points").order_by()
    found: SentQuerySet = known.filter(candidacy_state__in=states)
    return found


def _sums(rows: Any, highest: int) -> dict[int, dict[str, Any]]:
    in_set = Q(candidacy_state__in=IN_SET)
    counted = rows.values("agency_id").annotate(
        candidates=Count("pk"),
        ready=Count("pk", filter=Q(blocks=0)),
        prepared=Count("pk", filter=Q(candidacy_state=CandidacyState.PREPARED)),
        verified=Count("pk", filter=Q(candidacy_state=CandidacyState.VERIFIED)),
        in_set=Count("pk", filter=in_set),
        liftable=Count("pk", filter=Q(candidacy_state__in=STARTED, candidacy_counted_points__lt=highest)),
        points=Sum("candidacy_verified_points", filter=in_set, default=0),
        expected_points=Sum("candidacy_counted_points", filter=in_set, default=0),
        claimed_all=Sum("candidacy_claimed_points", default=0),
        verified_all=Sum("candidacy_verified_points", default=0),
    )
    return {row.pop("agency_id"): row | {"verified_points": row.pop("points")} for row in counted}


def _waiting(edition: Edition, reader: User) -> dict[int, dict[str, Any]]:
    """How many claims wait for a verdict, as the desk counts them, and for the agency, by key of the agency."""
    if sees_every_agency(reader):
        rows = counted_for(reader)
    else:
        rows = SentProposal.objects.filter(_below(reader, "agency"), status__in=OPEN_IN)
    claims = Claim.objects.filter(indicator__edition=edition, proposal__in=rows.order_by().values("pk"))
    counted: Any = (
        claims.filter(READY | THEIRS)
        .order_by()
        .values("proposal__agency_id")
        .annotate(
            waiting=Count("pk", filter=READY),
            waiting_since=Min("claimed_at", filter=READY),
            theirs=Count("pk", filter=THEIRS),
            theirs_since=Min(Coalesce("verified_at", "claimed_at"), filter=THEIRS),
        )
    )
    return {row.pop("proposal__agency_id"): row for row in counted}


def lacking_by_agency(edition: Edition, rows: SentQuerySet, amounts: Mapping[int, int]) -> dict[int, list[DocumentGap]]:
    """What each agency lacks over these rows, the strongest document first; two queries.

    `amounts` says how many of the rows are whose. What is missing of an indicator is what its highest level would add.
    """
    claims = Claim.objects.filter(indicator__edition=edition, proposal__in=rows.values("pk")).order_by()
    summed = claims.values_list("proposal__agency_id", "indicator_id").annotate(total=Sum(COUNTED))
    reached = {(agency, indicator): total for agency, indicator, total in summed}
    indicators = list(edition.indicators.order_by("number"))
    return {
        agency: documents(
            [(one, one.weight * (HIGHEST * amount - reached.get((agency, one.pk), 0))) for one in indicators]
        )
        for agency, amount in amounts.items()
    }


def documents(missing: Iterable[tuple[Indicator, int]]) -> list[DocumentGap]:
    """The missing points of indicators by the document that brings them, the strongest first; none of nothing."""
    grouped: dict[str, list[tuple[Indicator, int]]] = {}
    for indicator, points in missing:
        if points > 0:
            grouped.setdefault(bundle_of(indicator) or f"indikator_{indicator.number}", []).append((indicator, points))
    found = [
        DocumentGap(
            BUNDLES.get(key) or some[0][0].name,
            tuple(one.number for one, _ in some),
            sum(points for _, points in some),
        )
        for key, some in grouped.items()
    ]
    return sorted(found, key=lambda gap: (-gap.points, gap.numbers))


def bundle_of(indicator: Indicator) -> str:
    """The key of the document that serves the indicator together with others; empty where it stands alone."""
    return indicator.guide.bundle if "key" in indicator.rules else ""


def max_of(gaps: Iterable[DocumentGap]) -> DocumentGap | None:
    """The strongest of them."""
    return next(iter(gaps), None)
