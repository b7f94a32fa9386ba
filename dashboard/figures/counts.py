"""The counts behind the leader's pages and every report: the one place where proposals are counted, for one reader."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.contrib.auth.models import AnonymousUser
from django.db.models import TextChoices

from agencies.core.models import Agency, User
from competitions.iga.candidates.affairs import CoveredAffairs
from competitions.kipp.figures import StandingByAgency, standing_by_agency, standing_known_in
from foundation.text.keys import natural
from proposals.core.affairs.models import Affair
from proposals.core.counts.counting import KnownPeriod
from proposals.core.counts.tallies import StatusCounts
from proposals.core.period.basics import Basics, basics
from proposals.core.period.models import Period
from proposals.core.period.state import reference_day
from proposals.core.querysets import SentQuerySet
from proposals.core.sent import SentProposal
from proposals.core.workflow import ELIGIBLE, PROMOTED, PUBLIC, SUBMITTED, Status

# How a tile of the leader's page calls the counts of an agency.
COUNTED = {"diajukan": "diajukan", "layak": "layak", "kipp": "KIPP"}


class AgencyStanding(TextChoices):
    """How far an agency has come in a period; the order is the order of the matrix."""

    NOTHING = "nothing", "Belum ada"
    DRAFT = "draft", "Baru draf"
    SUBMITTED = "submitted", "Diajukan"
    ELIGIBLE = "eligible", "Layak"
    SHORTLISTED = "shortlisted", "Unggulan"
    NOMINATED = "nominated", "Dinominasikan"


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts that stand side by side: submitted and not withdrawn, eligible, shortlisted or more, established."""

    submitted: int = 0
    eligible: int = 0
    promoted: int = 0
    established: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.submitted + other.submitted,
            self.eligible + other.eligible,
            self.promoted + other.promoted,
            self.established + other.established,
        )


NONE = Tally()
# The sets of statuses behind the counts of a tally, and in which of them each status counts.
GROUPS = (SUBMITTED, ELIGIBLE, PROMOTED, PUBLIC)
COUNTS_IN = {status.value: tuple(place for place, group in enumerate(GROUPS) if status in group) for status in Status}


class Counted(Protocol):
    """Proposals that can be counted by status: rows that are asked for it, or what the tallies say of a period."""

    def grouped(self, column: str = "") -> dict[Any, Counter[str]]: ...


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One agency in one period. Of drafts it says only whether there is one.

    `prepared` and `entered`: whether one of its nominations has come that far at least.
    """

    agency: Agency
    tally: Tally
    has_draft: bool
    nominations: int
    prepared: bool = False
    entered: bool = False

    @property
    def standing(self) -> AgencyStanding:
        reached = (
            (AgencyStanding.NOMINATED, self.nominations),
            (AgencyStanding.SHORTLISTED, self.tally.promoted),
            (AgencyStanding.ELIGIBLE, self.tally.eligible),
            (AgencyStanding.SUBMITTED, self.tally.submitted),
            (AgencyStanding.DRAFT, self.has_draft),
        )
        return next((standing for standing, amount in reached if amount), AgencyStanding.NOTHING)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """What the agency has, as (key of the count, amount), counts of nothing left out."""
        told = (("diajukan", self.tally.submitted), ("layak", self.tally.eligible), ("kipp", self.nominations))
        return [(key, amount) for key, amount in told if amount]

    @property
    def words(self) -> str:
        """What the agency has in a few words: "4 diajukan · 3 layak", or its standing when it has nothing."""
        told = [f"{amount} {COUNTED[key]}" for key, amount in self.counts if key != "kipp"]
        return " · ".join(told) or str(self.standing.label)


@dataclass(frozen=True, slots=True)
class Rule:
    """How many of the target agencies satisfy a rule, and which do not yet."""

    met: int
    total: int
    missing: list[Agency]


class KippSteps(Protocol):
    """How far the agencies of the target came in KIPP: nominated, at least prepared, entered at the ministry."""

    @property
    def kipp(self) -> Rule: ...
    @property
    def prepared(self) -> Rule: ...
    @property
    def entered(self) -> Rule: ...


@dataclass(frozen=True, slots=True)
class Coverage:
    """All target agencies and target schools of a period with what each has, those with nothing first.

    KIPP's rule, one of every agency, is told of three steps: nominated, at least prepared, and entered at the ministry.
    """

    agencies: list[AgencyRow]
    schools: list[AgencyRow]
    submitting: Rule
    kipp: Rule
    prepared: Rule
    entered: Rule


@dataclass(frozen=True, slots=True)
class Lamp:
    """One basic-service affair with its counts in the period, and whether IGA's set or a candidate covers it.

    `sent` is None where the year has no edition of IGA, so that nothing is sent.
    """

    affair: Affair
    tally: Tally
    candidate: bool
    sent: bool | None

    @property
    def eligible(self) -> bool:
        """Whether the period has an eligible proposal of it."""
        return self.tally.eligible > 0

    @property
    def lit(self) -> bool:
        """Whether it is covered as far as can be told."""
        return self.eligible if self.sent is None else self.sent

    @property
    def near(self) -> bool:
        """Whether it could be covered by what there is."""
        return self.eligible if self.sent is None else self.candidate

    @property
    def words(self) -> str:
        if self.sent is None:
            return "Layak" if self.eligible else "Kosong"
        if self.sent:
            return "Dalam daftar kirim"
        return "Ada calon, belum dikirim" if self.candidate else "Tanpa calon"


def proposals_for(user: User | AnonymousUser, period: Period) -> SentQuerySet:
    """The proposals of a period that this person may know of; every count of the leader's pages starts here."""
    return SentProposal.objects.visible_to(user).filter(period=period)


def tally_of(counts: Mapping[str, int]) -> Tally:
    """Sums counts by status into the four counts of a tally."""
    sums = [0] * len(GROUPS)
    for status, amount in counts.items():
        for place in COUNTS_IN[status]:
            sums[place] += amount
    return Tally(*sums)


def headline(rows: Counted) -> Tally:
    """The tally of the given proposals."""
    return tally_of(rows.grouped().get(None, {}))


def reached(period: Period, tally: Tally) -> str:
    """Whether the period has its target, in the words that end a sentence about it."""
    return "tercapai" if tally.submitted >= period.target else "tidak tercapai"


def tallies(rows: Counted, column: str) -> dict[Any, Tally]:
    """The tally per value of `column` (such as "agency_id"); values without a proposal are absent."""
    return {key: tally_of(by_status) for key, by_status in rows.grouped(column).items()}


def agency_rows(
    agencies: Iterable[Agency], counted: StatusCounts, period: Period, reader: User | None
) -> list[AgencyRow]:
    """One row per agency, those with nothing first, then by name; one query besides the agencies'.

    `counted` are the proposals of the period; `reader` is whose knowledge of nominations counts, everybody's without
    one.
    """
    return _rows(agencies, counted, standing_by_agency(period.year, reader))


def _rows(agencies: Iterable[Agency], counted: StatusCounts, kipp: StandingByAgency) -> list[AgencyRow]:
    by_agency = tallies(counted, "agency_id")
    found = [
        AgencyRow(
            agency=agency,
            tally=by_agency.get(agency.pk, NONE),
            has_draft=agency.pk in counted.drafting,
            nominations=kipp.nominations.get(agency.pk, 0),
            prepared=agency.pk in kipp.prepared,
            entered=agency.pk in kipp.entered,
        )
        for agency in agencies
    ]
    order = list(AgencyStanding)
    return sorted(found, key=lambda row: (order.index(row.standing), natural(row.agency.name)))


def coverage(counted: StatusCounts, period: Period, reader: User | None) -> Coverage:
    """What every target agency and target school has in the period, as `agency_rows` counts it; two queries."""
    return _covered(counted, period, standing_by_agency(period.year, reader), basics())


def coverage_known(known: KnownPeriod, every: Basics) -> Coverage:
    """The same for whoever the period is known to; one query."""
    return _covered(known.counts, known.period, standing_known_in(known), every)


def _covered(counted: StatusCounts, period: Period, kipp: StandingByAgency, every: Basics) -> Coverage:
    day, agencies_of = reference_day(period), every.agencies.values()
    of_target = (one for one in agencies_of if one.is_active(day) and (one.in_target or one.in_school_target))
    found = _rows(of_target, counted, kipp)
    agencies = [row for row in found if row.agency.in_target]
    return Coverage(
        agencies=agencies,
        schools=[row for row in found if row.agency.in_school_target],
        submitting=_rule([(row.agency, row.tally.submitted >= period.minimum_per_agency) for row in agencies]),
        kipp=_rule([(row.agency, row.nominations > 0) for row in agencies]),
        prepared=_rule([(row.agency, row.prepared) for row in agencies]),
        entered=_rule([(row.agency, row.entered) for row in agencies]),
    )


def _rule(answers: list[tuple[Agency, bool]]) -> Rule:
    missing = [agency for agency, satisfied in answers if not satisfied]
    return Rule(len(answers) - len(missing), len(answers), missing)


def lamps(rows: Counted, covered: CoveredAffairs) -> list[Lamp]:
    """The basic-service affairs with their counts among the rows, and how they are covered."""
    by_affair = tallies(rows, "affair_id")
    return [
        Lamp(
            affair=one,
            tally=by_affair.get(one.pk, NONE),
            candidate=one.pk in covered.potential,
            sent=one.pk in covered.covered if covered.is_known else None,
        )
        for one in covered.affairs
    ]


def affairs_with_eligible(lit: Iterable[Lamp]) -> int:
    """How many basic-service affairs have an eligible proposal of the period."""
    return sum(lamp.eligible for lamp in lit)
