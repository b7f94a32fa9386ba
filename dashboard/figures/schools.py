"""The target schools by district and level: how many take part, and what their figures have as their subject."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from agencies.core.kinds import in_order, kind_label
from agencies.core.models import Agency, District
from dashboard.figures.counts import AgencyRow, Tally

# The place of schools whose district is not filled in.
ELSEWHERE = "tanpa-kecamatan"


@dataclass(frozen=True, slots=True)
class SchoolLevel:
    """A kind of school that the target counts, as the addresses say it and as people read it."""

    value: str

    @property
    def label(self) -> str:
        return kind_label(self.value)


@dataclass(slots=True)
class SchoolCell:
    """The target schools of one level in one district: how many there are, how many take part, and their counts.

    `place` is what figures about them have as their subject; empty for the whole city.
    """

    place: str = ""
    schools: int = 0
    joined: int = 0
    tally: Tally = field(default_factory=Tally)

    def add(self, row: AgencyRow) -> None:
        self.schools += 1
        self.joined += bool(row.tally.submitted)
        self.tally += row.tally


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One district: a cell per level and their sum; `district` is None for the city's total."""

    district: District | None
    levels: list[tuple[SchoolLevel, SchoolCell]]
    total: SchoolCell


def place_of(*parts: str) -> str:
    """The subject of a figure about schools: those below this parent, in this district, of this level."""
    return ":".join(part for part in parts if part)


def is_in(school: Agency, place: str) -> bool:
    """Whether a target school is one of those that `place_of` describes."""
    known = {school.kind, school.district.code if school.district else ELSEWHERE}
    return set(place.split(":")) - {""} <= known | ({school.parent.code} if school.parent else set())


def schools_by_district(schools: Iterable[AgencyRow], parent: str = "") -> list[SchoolRow]:
    """Target schools by district and level, the city's total last; schools without a district stand under None.

    `parent` is the code of the agency when the schools are those below it.

    The levels are the kinds that there are among the schools, the same ones in every row.
    """
    found = list(schools)
    levels = in_order(row.agency.kind for row in found)
    cells: dict[District | None, dict[str, SchoolCell]] = {}
    city = {level: SchoolCell(place_of(parent, level)) for level in levels}
    for row in found:
        where = place_of(parent, row.agency.district.code if row.agency.district else ELSEWHERE)
        by_level = cells.setdefault(
            row.agency.district, {level: SchoolCell(place_of(where, level)) for level in levels}
        )
        by_level[row.agency.kind].add(row)
        city[row.agency.kind].add(row)
    ordered = sorted(cells.items(), key=lambda item: item[0].code if item[0] else "")
    rows = [
        _school_row(district, by_level, place_of(parent, district.code if district else ELSEWHERE))
        for district, by_level in ordered
    ]
    return [*rows, _school_row(None, city, parent)]


def _school_row(district: District | None, by_level: dict[str, SchoolCell], place: str) -> SchoolRow:
    total = SchoolCell(place)
    for cell in by_level.values():
        total.schools += cell.schools
        total.joined += cell.joined
        total.tally += cell.tally
    return SchoolRow(district, [(SchoolLevel(kind), cell) for kind, cell in by_level.items()], total)
