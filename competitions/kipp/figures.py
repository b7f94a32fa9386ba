"""The figures of KIPP, each reckoned in one place: which agencies have nominated in an edition, and which could."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from agencies.core.models import Agency, User
from competitions.core.models import Edition, Nomination
from competitions.core.nominating import GONE, READY, NominationState
from competitions.core.querysets import NominationQuerySet
from competitions.kipp.querysets import nominable, nominable_by
from proposals.core.counts.counting import KnownPeriod
from proposals.core.period.models import Period
from proposals.core.period.state import reference_day


@dataclass(frozen=True, slots=True)
class StandingByAgency:
    """How many standing nominations each agency has, those without one left out, and how far they have come.

    `prepared` are the agencies with one that was at least prepared, `entered` those with one at the ministry.
    """

    nominations: dict[int, int]
    prepared: frozenset[int] = frozenset()
    entered: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class KippAgencies:
    """What the agencies have in an edition, and the agencies of the target."""

    standing: StandingByAgency
    target: frozenset[int]

    @property
    def everywhere(self) -> int:
        """How many agencies have one, schools and units too."""
        return len(self.standing.nominations)

    @property
    def of_target(self) -> int:
        """How many agencies of the target have one."""
        return len(self.target & self.standing.nominations.keys())

    @property
    def of_target_prepared(self) -> int:
        """How many agencies of the target have one that was at least prepared."""
        return len(self.target & self.standing.prepared)

    @property
    def of_target_entered(self) -> int:
        """How many agencies of the target have one at the ministry."""
        return len(self.target & self.standing.entered)

    @property
    def without(self) -> int:
        """How many agencies of the target have none yet."""
        return len(self.target - self.standing.nominations.keys())


def standing_nominations(year: int, reader: User | None = None) -> NominationQuerySet:
    """The nominations that count in the edition of a year, whatever the year of the innovation.

    Of those this reader may know of; without a reader all, as a reminder needs them.
    """
    found: NominationQuerySet = Nomination.objects.standing().filter(
        edition__programme=Edition.Programme.KIPP, edition__year=year
    )
    return (found.visible_to(reader) if reader else found).order_by()


def standing_by_agency(year: int, reader: User | None = None) -> StandingByAgency:
    """What each agency has in the edition of a year, as far as this reader may know; one query."""
    return _summed(standing_nominations(year, reader).values_list("agency_id", "state").annotate(amount=Count("pk")))


def standing_known_in(known: KnownPeriod) -> StandingByAgency:
    """The same of the edition of a period's year for whoever that period is known to; one query."""
    found = known.ask(
        """
        SELECT n.agency_id, n.state, count(*) FROM competitions_nomination n
        JOIN competitions_edition e ON e.id = n.edition_id JOIN proposals_proposal p ON p.id = n.proposal_id
        WHERE {readable} AND e.programme = %(programme)s AND e.year = %(year)s AND n.state <> ALL(%(gone)s)
        GROUP BY n.agency_id, n.state
        """,
        programme=Edition.Programme.KIPP,
        year=known.period.year,
        gone=sorted(GONE),
    )
    return _summed(found)


def _summed(rows: Iterable[Sequence[Any]]) -> StandingByAgency:
    """Sums rows of agency, state and amount."""
    amounts: Counter[int] = Counter()
    agencies: dict[str, set[int]] = defaultdict(set)
    for agency, state, amount in rows:
        amounts[agency] += amount
        agencies[state].add(agency)
    prepared = set().union(*(found for state, found in agencies.items() if state in READY))
    return StandingByAgency(dict(amounts), frozenset(prepared), frozenset(agencies[NominationState.ENTERED]))


def nominable_by_agency(year: int, reader: User) -> dict[int, int]:
    """How many proposals of each agency somebody could still nominate in the edition, whoever that is; one query.

    Counted are those of which this reader may know.
    """
    return _by_agency(nominable(year, reader))


def nominable_of(agency: Agency, year: int, reader: User) -> int:
    """The same of one agency; one query."""
    return nominable(year, reader).filter(agency=agency).count()


def offered_by_agency(year: int, reader: User) -> dict[int, int]:
    """How many of them this reader may nominate; one query."""
    return _by_agency(nominable_by(reader, year))


def _by_agency(rows: QuerySet[Any]) -> dict[int, int]:
    return dict(rows.order_by().values_list("agency_id").annotate(amount=Count("pk")))


def judged_on(year: int) -> datetime.date:
    """The day whose list of agencies the edition is judged by: that of the year's period, without one today."""
    period = Period.objects.filter(year=year).first()
    return reference_day(period) if period else timezone.localdate()


def agencies_nominated(year: int, reader: User | None = None) -> KippAgencies:
    """Which agencies have nominated in the edition, and which the rule counts; three queries."""
    target = Agency.objects.active(judged_on(year)).in_target().values_list("pk", flat=True)
    return KippAgencies(standing_by_agency(year, reader), frozenset(target))
