"""How ready the agencies are for IGA and KIPP: the rows of the page, the papers and the sheets "Kesiapan"."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from agencies.core.models import Agency, User
from competitions.core.models import Edition
from competitions.core.permissions import sees_every_agency
from competitions.iga.gaps.agencies import NOTHING, AgencyReadiness, readiness_by_agency
from competitions.kipp.figures import KippAgencies, StandingByAgency, agencies_nominated, standing_by_agency
from foundation.figures import marked
from foundation.text.keys import natural
from proposals.core.period.models import Period
from proposals.core.period.state import reference_day

# The columns of numbers: what of a readiness they hold, their heading, and the name of the figure.
COUNTS = (
    ("candidates", "Calon", "iga.candidates"),
    ("ready", "Siap", "iga.ready"),
    ("prepared", "Disiapkan", "iga.prepared"),
    ("verified", "Verifikasi selesai", "iga.verified"),
    ("in_set", "Daftar kirim", "iga.in_set"),
    ("expected_points", "Nilai harapan", "iga.expected_points"),
)
MORE = "Diklaim dan terverifikasi, yang ditunggu, dan KIPP"
# Those of the second table, which says what is claimed and verified of all candidates, and who waits for whom.
PROGRESS = (
    ("claimed_all", "Diklaim", "iga.claimed_points"),
    ("verified_all", "Terverifikasi", "iga.verified_points"),
    ("waiting", "Klaim menunggu Bapperida", "iga.waiting"),
    ("theirs", "Klaim menunggu instansi", "iga.theirs"),
)


NOBODY = KippAgencies(StandingByAgency({}), frozenset())


@dataclass(frozen=True, slots=True)
class ReadinessRow:
    """One agency with what it has."""

    agency: Agency
    has: AgencyReadiness
    nominations: int = 0
    step: str = ""

    @property
    def cells(self) -> list[tuple[str, int, str]]:
        """Heading, number and name of the figure of every column."""
        return cells_of(self.has)

    @property
    def progress(self) -> list[tuple[str, int, str]]:
        """The same of the second table."""
        return [*cells_of(self.has, PROGRESS), ("Nominasi KIPP", self.nominations, "kipp.nominations")]

    @property
    def waits(self) -> str:
        return waits_of(self.has)


@dataclass(frozen=True, slots=True)
class IgaReadiness:
    """The agencies of one reader, those with nothing last; without an edition there are none."""

    edition: Edition | None
    rows: list[ReadinessRow]
    kipp: KippAgencies = NOBODY

    @property
    def total(self) -> AgencyReadiness:
        return sum((row.has for row in self.rows), NOTHING)

    @property
    def total_cells(self) -> list[tuple[str, int, str]]:
        return cells_of(self.total)

    @property
    def total_progress(self) -> list[tuple[str, int, str]]:
        nominations = sum(row.nominations for row in self.rows)
        return [*cells_of(self.total, PROGRESS), ("Nominasi KIPP", nominations, "kipp.nominations")]

    @property
    def total_waits(self) -> str:
        return waits_of(self.total)

    @property
    def none_ready_words(self) -> str:
        """Which perangkat daerah of the target have candidates and none ready, as a sentence; empty for none."""
        having = [row for row in self.rows if row.agency.in_target and row.has.candidates]
        found = [row.agency.short_name for row in having if not row.has.ready]
        names = ", ".join(sorted(found, key=natural))
        return f"{len(found)} perangkat daerah mempunyai calon tetapi belum ada yang siap: {names}." if found else ""

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


def cells_of(has: AgencyReadiness, columns: tuple[tuple[str, str, str], ...] = COUNTS) -> list[tuple[str, int, str]]:
    return [(heading, getattr(has, key), name) for key, heading, name in columns]


def waits_of(has: AgencyReadiness) -> str:
    """For whom claims wait and how long the oldest has: "Bapperida 12 hari; instansi 3 hari"; empty for none."""
    now = timezone.now()
    sides = (("Bapperida", has.waiting_since), ("instansi", has.theirs_since))
    return "; ".join(f"{whom} {max((now - since).days, 0)} hari" for whom, since in sides if since)


def step_of(agency: int, standing: StandingByAgency) -> str:
    """How far the nominations of an agency have come, in words."""
    if agency in standing.entered:
        return "terdaftar"
    if agency in standing.prepared:
        return "siap"
    return "belum siap" if agency in standing.nominations else "belum ada"


def kipp_words(found: IgaReadiness, year: int) -> SafeString:
    """How many agencies of the target nominated, prepared and entered, as a sentence."""
    steps = (
        ("kipp.target", found.kipp.of_target, "menominasikan"),
        ("kipp.prepared", found.kipp.of_target_prepared, "siap"),
        ("kipp.entered", found.kipp.of_target_entered, "terdaftar"),
    )
    told = format_html_join(", ", "{} {}", ((marked(name, value, year=year), words) for name, value, words in steps))
    target = marked("agencies.target", len(found.kipp.target), year=year)
    return format_html("KIPP: dari {} perangkat daerah, {}.", target, told)


def readiness(period: Period, reader: User, chosen: Q | None = None) -> IgaReadiness:
    """Every perangkat daerah of the target and whoever else has a candidate or a nomination, as far as is known.

    `chosen` narrows the agencies. People of an agency see their own and its units, of which they learn the counts. Ten
    queries.
    """
    edition = Edition.objects.of_year(Edition.Programme.IGA, period.year)
    if edition is None:
        return IgaReadiness(None, [])
    found = readiness_by_agency(edition, reader)
    whole = sees_every_agency(reader)
    kipp = (
        agencies_nominated(period.year, reader) if whole else KippAgencies(standing_by_agency(period.year), frozenset())
    )
    having = Q(pk__in=[*found, *kipp.standing.nominations])
    there = Q(in_target=True, pk__in=Agency.objects.active(reference_day(period)).values("pk")) | having
    if not whole:
        there = Q(pk=reader.agency_id) | Q(parent=reader.agency_id) & having
    agencies = Agency.objects.filter(there)
    if chosen is not None:
        agencies = agencies.filter(chosen)
    rows = [
        ReadinessRow(
            agency,
            found.get(agency.pk, NOTHING),
            kipp.standing.nominations.get(agency.pk, 0),
            step_of(agency.pk, kipp.standing),
        )
        for agency in agencies.select_related("district")
    ]
    return IgaReadiness(
        edition,
        sorted(rows, key=lambda row: (not row.has.candidates, -row.has.expected_points, natural(row.agency.name))),
        kipp,
    )
