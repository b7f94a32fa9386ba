"""One agency or school as data: its year, its years, its people, what it still lacks, and the schools below it."""

from dataclasses import dataclass

from django.db.models import Avg, Q

from agencies.models import Agency, User
from dashboard import figures
from dashboard.figures import AgencyRow, SchoolRow, Tally
from proposals.models import Period, Proposal
from proposals.querysets import ProposalQuerySet
from reviews.models import Assignment


@dataclass(frozen=True, slots=True)
class AgencyYear:
    """The counts of one earlier or later year."""

    period: Period
    tally: Tally


@dataclass(frozen=True, slots=True)
class AgencyPage:
    """Everything the page of one agency shows to one reader."""

    agency: Agency
    row: AgencyRow
    proposals: list[Proposal]
    years: list[AgencyYear]
    people: list[User]
    lacks: list[str]
    mean_score: float | None
    schools: list[SchoolRow]
    units: list[AgencyRow]
    oversees: bool
    is_short: bool


def agency_page(user: User, agency: Agency, period: Period) -> AgencyPage:
    """What this reader may know of the agency; scores are left out for its own people. A dozen queries at most."""
    oversees = user.is_leader or user.is_coordinator
    visible = Proposal.objects.visible_to(user).filter(agency=agency)
    row = figures.agency_rows([agency], figures.proposals_for(user, period).filter(agency=agency), period)[0]
    units = _units(user, agency, period, oversees=oversees)
    return AgencyPage(
        agency=agency,
        row=row,
        proposals=list(visible.filter(period=period).select_related("affair").order_by("-submitted_at", "-pk")),
        years=_years(visible),
        people=list(agency.people.filter(is_active=True)),
        lacks=_lacks(row, period),
        mean_score=_mean_score(visible.filter(period=period)) if oversees else None,
        schools=figures.schools_by_district([unit for unit in units if unit.agency.in_school_target]),
        units=[unit for unit in units if not unit.agency.in_school_target],
        oversees=oversees,
        is_short=(agency.in_target or agency.in_school_target) and row.tally.submitted < period.minimum_per_agency,
    )


def _years(visible: ProposalQuerySet) -> list[AgencyYear]:
    tallies = figures.tallies(visible, "period_id")
    periods = Period.objects.filter(pk__in=list(tallies)).order_by("-year")
    return [AgencyYear(period, tallies[period.pk]) for period in periods]


def _lacks(row: AgencyRow, period: Period) -> list[str]:
    """What the agency still needs for the yearly rules, each a sentence that says what to do."""
    missing = period.minimum_per_agency - row.tally.submitted
    found = []
    if row.agency.in_target and missing > 0:
        found.append(f"Ajukan {missing} usulan lagi supaya memenuhi paling sedikit {period.minimum_per_agency} usulan.")
    if row.agency.in_target and not row.nominations:
        found.append("Nominasikan satu inovasi untuk KIPP.")
    if not row.agency.contact_phone and not row.agency.contact_email:
        found.append("Lengkapi narahubung instansi, supaya mudah dihubungi.")
    return found


def _mean_score(proposals: ProposalQuerySet) -> float | None:
    done = Assignment.objects.done().filter(proposal__in=proposals.order_by().values("pk"))
    mean: float | None = done.aggregate(mean=Avg("total"))["mean"]
    return mean


def _units(user: User, agency: Agency, period: Period, *, oversees: bool) -> list[AgencyRow]:
    """What lies below the agency; its own people learn the counts of their units, though not the proposals."""
    below = agency.units.active(figures.reference_day(period)).filter(Q(in_school_target=True) | Q(npsn=None))
    units = list(below.select_related("district"))
    if not units:
        return []
    rows = figures.proposals_for(user, period) if oversees else Proposal.objects.filter(period=period)
    return figures.agency_rows(units, rows.filter(agency__parent=agency), period)
