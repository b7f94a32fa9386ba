"""The figures of KIPP, each reckoned in one place: which agencies have nominated in an edition, and which could."""

import datetime
from collections import Counter, defaultdict
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
class KippAgencies:
    """How many standing nominations each agency has, those without one left out, and the agencies of the target.

    `prepared` are the agencies with one that was at least prepared, `entered` those with one at the ministry.
    """

    nominations: dict[int, int]
    target: frozenset[int]
    prepared: frozenset[int] = frozenset()
    entered: frozenset[int] = frozenset()

    @property
    def everywhere(self) -> int:
        """How many agencies have one, schools and units too."""
        return len(self.nominations)

    @property
    def of_target(self) -> int:
        """How many agencies of the target have one."""
        return len(self.target & self.nominations.keys())

    @property
    def of_target_prepared(self) -> int:
        """How many agencies of the target have one that was at least prepared."""
        return len(self.target & self.prepared)

    @property
    def of_target_entered(self) -> int:
        """How many agencies of the target have one at the ministry."""
        return len(self.target & self.entered)

    @property
    def without(self) -> int:
        """How many agencies of the target have none yet."""
        return len(self.target - self.nominations.keys())


def standing_nominations(year: int, reader: User | None = None) -> NominationQuerySet:
    """The nominations that count in the edition of a year, whatever the year of the innovation.

    Of those this reader may know of; without a reader all, as a reminder needs them.
    """
    found: NominationQuerySet = Nomination.objects.standing().filter(
        edition__programme=Edition.Programme.KIPP, edition__year=year
    )
    return (found.visible_to(reader) if reader else found).order_by()


def nominations_by_agency(year: int, reader: User | None = None) -> dict[int, int]:
    """How many standing nominations each agency has in the edition, those without one left out; one query."""
    return _by_agency(standing_nominations(year, reader))


def nominations_known_in(known: KnownPeriod) -> dict[int, int]:
    """The same of the edition of a period's year for whoever that period is known to; one query."""
    found = known.ask(
        """
        SELECT n.agency_id, count(*) FROM competitions_nomination n
        JOIN competitions_edition e ON e.id = n.edition_id JOIN proposals_proposal p ON p.id = n.proposal_id
        WHERE {readable} AND e.programme = %(programme)s AND e.year = %(year)s AND n.state <> ALL(%(gone)s)
        GROUP BY n.agency_id
        """,
        programme=Edition.Programme.KIPP,
        year=known.period.year,
        gone=sorted(GONE),
    )
    return dict(found)


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
    rows = standing_nominations(year, reader).values_list("agency_id", "state").annotate(amount=Count("pk"))
    amounts: Counter[int] = Counter()
    agencies: dict[str, set[int]] = defaultdict(set)
    for agency, state, amount in rows:
        amounts[agency] += amount
        agencies[state].add(agency)
    prepared = set().union(*(found for state, found in agencies.items() if state in READY))
    return KippAgencies(
        dict(amounts), frozenset(target), frozenset(prepared), frozenset(agencies[NominationState.ENTERED])
    )
