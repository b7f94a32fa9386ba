"""How ready the agencies are for IGA: the rows of the page, the papers and the sheets "Kesiapan IGA"."""

from dataclasses import dataclass

from django.db.models import Q

from agencies.core.models import Agency, User
from competitions.core.models import Edition
from competitions.core.permissions import sees_every_agency
from competitions.iga.gaps.agencies import NOTHING, AgencyReadiness, readiness_by_agency
from foundation.text.keys import natural
from proposals.core.period.models import Period
from proposals.core.period.state import reference_day

# The columns of numbers: what of a readiness they hold, their heading, and the name of the figure.
COUNTS = (
    ("candidates", "Calon", "iga.candidates"),
    ("prepared", "Disiapkan", "iga.prepared"),
    ("verified", "Verifikasi selesai", "iga.verified"),
    ("in_set", "Daftar kirim", "iga.in_set"),
    ("waiting", "Klaim menunggu", "iga.waiting"),
    ("expected_points", "Nilai harapan", "iga.expected_points"),
)


@dataclass(frozen=True, slots=True)
class ReadinessRow:
    """One agency with what it has."""

    agency: Agency
    has: AgencyReadiness

    @property
    def cells(self) -> list[tuple[str, int, str]]:
        """Heading, number and name of the figure of every column."""
        return cells_of(self.has)


@dataclass(frozen=True, slots=True)
class IgaReadiness:
    """The agencies of one reader, those with nothing last; without an edition there are none."""

    edition: Edition | None
    rows: list[ReadinessRow]

    @property
    def total(self) -> AgencyReadiness:
        return sum((row.has for row in self.rows), NOTHING)

    @property
    def total_cells(self) -> list[tuple[str, int, str]]:
        return cells_of(self.total)

    @property
    def without(self) -> list[Agency]:
        """The perangkat daerah of the target that have no candidate."""
        return [row.agency for row in self.rows if row.agency.in_target and not row.has.candidates]

    @property
    def offices(self) -> int:
        """How many perangkat daerah of the target there are."""
        return sum(row.agency.in_target for row in self.rows)

    @property
    def without_words(self) -> str:
        """Who has no candidate, as a sentence; empty where everybody has one."""
        if not self.without:
            return ""
        names = ", ".join(sorted((agency.short_name for agency in self.without), key=natural))
        return f"{len(self.without)} dari {self.offices} perangkat daerah belum mempunyai calon: {names}."


def cells_of(has: AgencyReadiness) -> list[tuple[str, int, str]]:
    return [(heading, getattr(has, key), name) for key, heading, name in COUNTS]


def readiness(period: Period, reader: User, chosen: Q | None = None) -> IgaReadiness:
    """Every perangkat daerah of the target and whoever else has a candidate, as far as this reader may know.

    `chosen` narrows the agencies. People of an agency see their own and its units. Six queries.
    """
    edition = Edition.objects.of_year(Edition.Programme.IGA, period.year)
    if edition is None:
        return IgaReadiness(None, [])
    found = readiness_by_agency(edition, reader)
    there = Q(in_target=True, pk__in=Agency.objects.active(reference_day(period)).values("pk")) | Q(pk__in=list(found))
    if not sees_every_agency(reader):
        there = Q(pk=reader.agency_id) | Q(parent=reader.agency_id, pk__in=list(found))
    agencies = Agency.objects.filter(there)
    if chosen is not None:
        agencies = agencies.filter(chosen)
    rows = [ReadinessRow(agency, found.get(agency.pk, NOTHING)) for agency in agencies.select_related("district")]
    return IgaReadiness(
        edition,
        sorted(rows, key=lambda row: (not row.has.candidates, -row.has.expected_points, natural(row.agency.name))),
    )
