"""The schools below an agency by district and level: the roll-up for the Dinas Pendidikan, and the list behind it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.safestring import SafeString

from agencies.core.models import Agency, District, User
from agencies.core.querysets import SCHOOLS
from dashboard.figures import counts, links
from dashboard.figures.counts import AgencyRow, Tally
from dashboard.figures.schools import SchoolCell, SchoolRow, schools_by_district
from foundation.figures import Figure, figure, marked
from foundation.text.keys import fold, natural
from proposals.core.counts.counting import period_counts
from proposals.core.period.models import Period
from proposals.core.period.state import reference_day

UNKNOWN = "Kecamatan belum diisi"


@dataclass(frozen=True, slots=True)
class SilentSchools:
    """The schools of one district that have submitted nothing; `district` is None where it is not filled in."""

    district: District | None
    schools: list[Agency]


@dataclass(frozen=True, slots=True)
class Number:
    """A number, under the name of its figure, and the list behind it; no address where this reader may open none."""

    value: int
    url: str = ""
    name: Figure | None = None

    @property
    def shown(self) -> SafeString | int:
        told = self.name
        return marked(told.name, self.value, year=told.year, subject=told.subject) if told else self.value


@dataclass(frozen=True, slots=True)
class Share:
    """How many schools of a level take part, of how many."""

    label: str
    joined: Number
    schools: Number


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """One district, or all of them: its schools by level and together, the silent ones, and their proposals."""

    name: str
    shares: list[Share]
    silent: Number
    submitted: Number
    eligible: Number


@dataclass(frozen=True, slots=True)
class SchoolsPage:
    """The roll-up with the total last, the silent schools by name, and the schools asked for with their proposals.

    `oversees`: the reader may open the schools' own pages and proposals.
    """

    rows: list[DistrictRow]
    silent: list[SilentSchools]
    found: list[AgencyRow]
    total: Tally
    oversees: bool


def units_of(user: User, agency: Agency, period: Period) -> list[AgencyRow]:
    """What lies below the agency; its own people learn the counts of their units, though not the proposals."""
    below = agency.units.active(reference_day(period)).filter(Q(in_school_target=True) | ~SCHOOLS)
    units = list(below.select_related("district"))
    if not units:
        return []
    oversees = user.is_leader or user.is_coordinator
    reader = user if oversees else None
    return counts.agency_rows(units, period_counts(period, reader), period, reader)


def schools_page(user: User, parent: Agency, period: Period, chosen: dict[str, object]) -> SchoolsPage:
    """The schools of the parent, narrowed by the cleaned data of a SchoolForm; half a dozen queries."""
    schools = [row for row in units_of(user, parent, period) if row.agency.in_school_target]
    found = [row for row in schools if _fits(row, chosen)]
    oversees = user.is_leader or user.is_coordinator
    of_others = Agency.objects.active(reference_day(period)).target_schools().exclude(parent=parent)
    linked = oversees and not of_others.exists()
    *districts, total = schools_by_district(schools, parent.code)
    rows = [_row(one, parent, period, name=str(one.district or UNKNOWN), linked=linked) for one in districts]
    return SchoolsPage(
        rows=[*rows, _row(total, parent, period, name="Seluruhnya", linked=linked, everywhere=True)],
        silent=_silent(schools),
        found=found,
        total=sum((row.tally for row in found), Tally()),
        oversees=oversees,
    )


def _row(
    row: SchoolRow, parent: Agency, period: Period, *, name: str, linked: bool, everywhere: bool = False
) -> DistrictRow:
    """A district's numbers with their lists. Schools without a district can't be asked for, so theirs have none.

    `linked`: the reader may open the city's list of proposals of schools, and all schools of the city are the parent's.
    """
    place = row.district.code if row.district else ""

    def schools(value: int, name: Figure | None = None, **chosen: object) -> Number:
        listed = bool(place) or everywhere
        return Number(value, links.schools(parent, period, kecamatan=place, **chosen) if listed else "", name)

    def proposals(value: int, count: str, name: str) -> Number:
        url = links.proposal_list(period, kelompok="sekolah", kecamatan=place, hitungan=count)
        told = figure(name, value, year=period.year, subject=row.total.place)
        return Number(value, url if linked and (place or everywhere) else "", told)

    def share(label: str, cell: SchoolCell, level: str = "") -> Share:
        taking = figure("schools.with", cell.joined, year=period.year, subject=cell.place)
        there = figure("schools.target", cell.schools, year=period.year, subject=cell.place)
        joined = schools(cell.joined, taking, jenjang=level, aturan="ikut")
        return Share(label, joined, schools(cell.schools, there, jenjang=level))

    return DistrictRow(
        name=name,
        shares=[
            *(share(level.label, cell, level.value) for level, cell in row.levels),
            share("Semua sekolah", row.total),
        ],
        silent=schools(row.total.schools - row.total.joined, aturan="baru"),
        submitted=proposals(row.total.tally.submitted, "diajukan", "schools.submitted"),
        eligible=proposals(row.total.tally.eligible, "layak", "schools.eligible"),
    )


def _fits(row: AgencyRow, chosen: dict[str, object]) -> bool:
    tests: dict[str, Callable[[object], bool]] = {
        "q": lambda words: fold(str(words)) in fold(f"{row.agency.name} {row.agency.npsn}"),
        "aturan": lambda rule: bool(row.tally.submitted) == (rule == "ikut"),
        "jenjang": lambda level: row.agency.kind == level,
        "kecamatan": lambda code: row.agency.district is not None and row.agency.district.code == code,
    }
    return all(test(chosen[name]) for name, test in tests.items() if chosen.get(name))


def _silent(schools: list[AgencyRow]) -> list[SilentSchools]:
    by_district: dict[District | None, list[Agency]] = {}
    for row in schools:
        if not row.tally.submitted:
            by_district.setdefault(row.agency.district, []).append(row.agency)
    ordered = sorted(by_district.items(), key=lambda item: item[0].code if item[0] else "")
    return [SilentSchools(district, sorted(found, key=lambda one: natural(one.name))) for district, found in ordered]
