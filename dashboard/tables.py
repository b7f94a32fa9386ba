"""The reports that are tables: each as columns and rows, the same for PDF, XLSX and CSV."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from agencies.kinds import AgencyKind
from agencies.models import Agency, District, User
from agencies.sheets import Column, Kind
from dashboard import figures, yearbefore
from dashboard.figures import AgencyRow, Tally
from dashboard.labels import long_date
from proposals.models import Affair, FormGuide, Period, Proposal
from proposals.querysets import ProposalQuerySet
from proposals.workflow import SUBMITTED, Status

WHOLE = Kind.WHOLE
COUNTS = (Column("Diajukan", 12, WHOLE), Column("Layak", 12, WHOLE), Column("Unggulan", 12, WHOLE))


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about and for whom: the reader, the period, the moment, and what narrows it."""

    user: User
    period: Period
    at: datetime.datetime
    group: str = ""
    district: str = ""

    @property
    def proposals(self) -> ProposalQuerySet:
        """The proposals this reader may know of, narrowed to the chosen group and district."""
        rows = figures.proposals_for(self.user, self.period)
        if self.group:
            rows = (
                rows.filter(agency__in_target=True)
                if self.group == "opd"
                else rows.filter(agency__in_school_target=True)
            )
        return rows.filter(agency__district__code=self.district) if self.district else rows

    def agencies(self) -> list[AgencyRow]:
        """The target agencies and schools of the chosen group and district with what each has."""
        covered = figures.coverage(figures.proposals_for(self.user, self.period), self.period)
        found = [*covered.agencies, *covered.schools]
        if self.group:
            found = covered.agencies if self.group == "opd" else covered.schools
        return [row for row in found if not self.district or _district_code(row.agency) == self.district]

    def as_json(self) -> dict[str, str]:
        """The narrowing choices, as kept with an issued report."""
        return {name: value for name, value in (("kelompok", self.group), ("kecamatan", self.district)) if value}


def _district_code(agency: Agency) -> str:
    return agency.district.code if agency.district else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A report as a table; `total` is its last line, `note` a sentence below it."""

    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    total: tuple[Any, ...] | None = None
    note: str = ""
    everything: list[tuple[Any, ...]] = field(init=False)

    def __post_init__(self) -> None:
        lines = [*self.rows, self.total] if self.total else self.rows
        object.__setattr__(self, "everything", lines)

    def marked(self) -> Iterator[list[tuple[Any, str]]]:
        """The lines as the paper prints them: each value as text with the class of its column."""
        for row in self.everything:
            yield [
                (_as_text(value, column.kind), "num" if column.kind is not Kind.TEXT else "")
                for value, column in zip(row, self.columns, strict=True)
            ]


def _as_text(value: Any, kind: Kind) -> Any:
    if value is None:
        return "–"
    return value.strftime("%d/%m/%Y") if kind is Kind.DATE else value


def _counts(tally: Tally) -> tuple[int, int, int]:
    return tally.submitted, tally.eligible, tally.promoted


def _sum(rows: list[AgencyRow]) -> Tally:
    return sum((row.tally for row in rows), Tally())


def coverage(scope: Scope) -> Table:
    """Every target agency with how far it has come, those with nothing first."""
    rows = scope.agencies()
    return Table(
        (Column("Instansi", 44), Column("Keadaan", 16), Column("Draf", 8), *COUNTS, Column("KIPP", 8, WHOLE)),
        [
            (row.agency.name, row.standing.label, "ada" if row.has_draft else "", *_counts(row.tally), row.nominations)
            for row in rows
        ],
        ("Jumlah", "", "", *_counts(_sum(rows)), sum(row.nominations for row in rows)),
    )


def silent(scope: Scope) -> Table:
    """Target agencies that have not submitted enough, with whom to call."""
    rows = [row for row in scope.agencies() if row.tally.submitted < scope.period.minimum_per_agency]
    return Table(
        (
            Column("Instansi", 44),
            Column("Kecamatan", 18),
            Column("Draf", 8),
            Column("Narahubung", 26),
            Column("Telepon", 18),
        ),
        [
            (
                row.agency.name,
                row.agency.district.name if row.agency.district else "",
                "ada" if row.has_draft else "",
                row.agency.contact_name,
                row.agency.contact_phone,
            )
            for row in rows
        ],
        note=f"{len(rows)} instansi belum mengajukan paling sedikit {scope.period.minimum_per_agency} usulan.",
    )


def by_district(scope: Scope) -> Table:
    """Target schools per district and level."""
    schools = [row for row in scope.agencies() if row.agency.in_school_target]
    lines = [
        (row.district.name if row.district else "Kecamatan belum diisi", level.label, cell.schools, cell.joined)
        + _counts(cell.tally)[:2]
        for row in figures.schools_by_district(schools)[:-1]
        for level, cell in row.levels
    ]
    return Table(
        (
            Column("Kecamatan", 24),
            Column("Jenjang", 10),
            Column("Sekolah", 10, WHOLE),
            Column("Ikut", 10, WHOLE),
            *COUNTS[:2],
        ),
        lines,
        ("Seluruh kota", "", *(sum(int(line[place]) for line in lines) for place in range(2, 6))),
    )


def by_affair(scope: Scope) -> Table:
    """Proposals per government affair; the basic services are marked."""
    tallies = figures.tallies(scope.proposals, "affair_id")
    affairs = [affair for affair in Affair.objects.all() if affair.basic_service or tallies.get(affair.pk)]
    lines = [
        (affair.name, "ya" if affair.basic_service else "", *_counts(tallies.get(affair.pk, Tally())))
        for affair in affairs
    ]
    if None in tallies:
        lines.append(("Belum diisi", "", *_counts(tallies[None])))
    return Table(
        (Column("Urusan", 44), Column("Pelayanan dasar", 14), *COUNTS),
        lines,
        ("Jumlah", "", *_counts(figures.headline(scope.proposals))),
    )


def by_agency(scope: Scope) -> Table:
    """Every agency that has submitted something, also those outside the target, those with most first."""
    lines = [(agency.name, AgencyKind(agency.kind).label, *_counts(tally)) for agency, tally in submitters(scope)]
    return Table(
        (Column("Instansi", 44), Column("Jenis", 22), *COUNTS),
        lines,
        ("Jumlah", "", *_counts(figures.headline(scope.proposals))),
    )


def submitters(scope: Scope) -> list[tuple[Agency, Tally]]:
    """The agencies that have submitted something with their counts, those with most first; two queries."""
    tallies = figures.tallies(scope.proposals, "agency_id")
    found = Agency.objects.filter(pk__in=[key for key, tally in tallies.items() if tally.submitted])
    return sorted(
        ((agency, tallies[agency.pk]) for agency in found), key=lambda pair: (-pair[1].submitted, pair[0].name)
    )


def by_stage(scope: Scope) -> Table:
    """Proposals per stage of the innovation and per status, drafts left out."""
    guide = FormGuide.objects.get(pk=scope.period.guide_id)
    tallies = figures.tallies(scope.proposals, "stage")
    lines = [
        (guide.label("stage", str(stage)) or "Belum diisi", *_counts(tally))
        for stage, tally in sorted(tallies.items(), key=lambda item: str(item[0]))
    ]
    return Table(
        (Column("Tahapan inovasi", 34), *COUNTS), lines, ("Jumlah", *_counts(figures.headline(scope.proposals)))
    )


def nominations(scope: Scope) -> Table:
    """The standing KIPP nominations of the year."""
    found = (
        figures.standing_nominations(scope.proposals, scope.period)
        .select_related("proposal", "agency")
        .order_by("agency__name", "pk")
    )
    return Table(
        (
            Column("Instansi", 40),
            Column("Nomor", 16),
            Column("Nama inovasi", 44),
            Column("Keadaan", 24),
            Column("Registrasi", 18),
        ),
        [
            (one.agency.name, one.proposal.number, one.proposal.title, one.get_state_display(), one.registration_number)
            for one in found
        ],
    )


def proposals(scope: Scope) -> Table:
    """All submitted proposals of the period in the order of their numbers."""
    found: ProposalQuerySet = scope.proposals.filter(status__in=SUBMITTED).select_related("agency").order_by("number")
    return Table(
        (
            Column("Nomor", 16),
            Column("Nama inovasi", 44),
            Column("Instansi", 36),
            Column("Status", 16),
            Column("Diajukan", 12, Kind.DATE),
        ),
        [_proposal_line(one) for one in found],
    )


def _proposal_line(one: Proposal) -> tuple[Any, ...]:
    day = timezone.localdate(one.submitted_at) if one.submitted_at else None
    return one.number, one.title, one.agency.short_name, Status(one.status).label, day


def headline(scope: Scope) -> Table:
    """The figures of the progress report as label and number, beside those of the year before at the same age."""
    rows = figures.proposals_for(scope.user, scope.period)
    tally, covered = figures.headline(rows), figures.coverage(rows, scope.period)
    lamps, joined = figures.lamps(rows), sum(bool(row.tally.submitted) for row in covered.schools)
    lines: list[tuple[Any, ...]] = [
        ("Usulan diajukan terhadap target", tally.submitted, scope.period.target),
        ("Usulan layak terhadap target", tally.eligible, scope.period.target),
        ("Usulan unggulan", tally.promoted, tally.submitted),
        ("Usulan ditetapkan", tally.established, tally.submitted),
        ("Perangkat daerah yang sudah mengajukan", covered.submitting.met, covered.submitting.total),
        ("Perangkat daerah dengan nominasi KIPP", covered.kipp.met, covered.kipp.total),
        ("Sekolah yang mengajukan", joined, len(covered.schools)),
        ("Urusan pelayanan dasar yang terisi", sum(lamp.lit for lamp in lamps), len(lamps)),
    ]
    columns = (Column("Angka", 54), Column("Jumlah", 12, WHOLE), Column("Dari", 12, WHOLE))
    before = yearbefore.year_before(scope.period)
    if before is None:
        return Table(columns, lines)
    day = yearbefore.same_age(before, scope.period, scope.at)
    then = yearbefore.headline_at(scope.user, before, day)
    earlier = (then.submitted, then.eligible, None, None, then.agencies, then.nominated, then.schools, then.affairs)
    return Table(
        (*columns, Column(f"Tahun {before.year}", 12, WHOLE)),
        [(*line, value) for line, value in zip(lines, earlier, strict=True)],
        note=f"Angka {before.year} adalah keadaan pada umur periode yang sama, {long_date(timezone.localdate(day))}.",
    )


def district_choices() -> list[tuple[str, str]]:
    """The districts by which a report can be narrowed, as (code, name)."""
    return list(District.objects.filter(kind=District.Kind.KECAMATAN).values_list("code", "name"))


Maker = Callable[[Scope], Table]
