"""The figures of the progress report as a table, beside those of the year before at the same age of its period."""

from typing import Any

from django.utils import timezone

from competitions.iga.candidates.affairs import covered_affairs
from competitions.iga.simulator.outlook import AT_RISK_MEANS, EXPECTED_MEANS, NOW_MEANS, outlook
from dashboard.charts.labels import enough, long_date
from dashboard.figures import counts as figures
from dashboard.figures import yearbefore
from dashboard.figures.yearbefore import Comparison
from dashboard.reports.tables import WHOLE, Scope, Table, told
from foundation.figures import Figure, figure
from foundation.sheets.xlsx import Column
from proposals.core.counts.counting import period_counts
from proposals.core.period.models import Period

# The figures of the progress report, line by line: of what there is, and of how much.
HEADLINE = (
    ("period.submitted", "period.target"),
    ("period.eligible", "period.target"),
    ("period.agencies_with", "agencies.target"),
    ("kipp.target", "agencies.target"),
    ("kipp.prepared", "agencies.target"),
    ("kipp.entered", "agencies.target"),
    ("schools.with", "schools.target"),
    ("period.affairs", ""),
    ("iga.affairs_covered", ""),
    ("period.promoted", "period.submitted"),
    ("period.established", "period.submitted"),
    ("iga.index_now", ""),
    ("iga.index_expected", ""),
    ("iga.index_at_risk", ""),
)
# Beside which lines of the progress report those of the comparison stand, which counts nominations and not how far they
# have come.
COMPARED = (0, 1, 2, 3, 6, 7)


def headline(scope: Scope) -> Table:
    """The figures of the progress report as label and number, beside those of the year before at the same age."""
    counted = period_counts(scope.period, scope.user)
    tally, covered = figures.headline(counted), figures.coverage(counted, scope.period, scope.user)
    affairs = covered_affairs(scope.period.year, scope.user)
    joined = sum(bool(row.tally.submitted) for row in covered.schools)
    with_eligible = figures.affairs_with_eligible(figures.lamps(counted, affairs))
    sent, basic = len(affairs.covered) if affairs.is_known else None, len(affairs.affairs)
    lines: list[tuple[Any, ...]] = [
        ("Usulan diajukan terhadap target", tally.submitted, scope.period.target),
        ("Usulan layak terhadap target", tally.eligible, scope.period.target),
        (
            f"Perangkat daerah yang {enough(scope.period.minimum_per_agency)}",
            covered.submitting.met,
            covered.submitting.total,
        ),
        ("Perangkat daerah dengan nominasi KIPP", covered.kipp.met, covered.kipp.total),
        ("Perangkat daerah dengan nominasi KIPP yang siap", covered.prepared.met, covered.prepared.total),
        ("Perangkat daerah dengan nominasi KIPP yang terdaftar", covered.entered.met, covered.entered.total),
        ("Sekolah yang mengajukan", joined, len(covered.schools)),
        ("Urusan pelayanan dasar dengan usulan layak", with_eligible, basic),
        ("Urusan pelayanan dasar tercakup inovasi dalam daftar kirim IGA", sent, basic),
        ("Usulan unggulan", tally.promoted, tally.submitted),
        ("Usulan ditetapkan", tally.established, tally.submitted),
        *_index_lines(scope),
    ]
    columns = (Column("Angka", 54), Column("Jumlah", 12, WHOLE), Column("Dari", 12, WHOLE))
    before = yearbefore.year_before(scope.period)
    compared = yearbefore.compared(
        scope.user, scope.period, before, scope.at, tally=tally, covered=covered, affairs=with_eligible, pace=None
    )
    table = Table(columns, lines, named=_headline_names(lines, scope.period.year))
    return _beside(table, scope.period, compared) if compared else table


def _index_lines(scope: Scope) -> list[tuple[Any, ...]]:
    """The index of IGA now, expected and at risk; blank where the year has no edition that scores."""
    found = outlook(scope.period.year, scope.user)
    values = (found.now.value, found.expected.value, found.at_risk) if found else (None, None, None)
    said = (f"sekarang, {NOW_MEANS}", f"harapan, {EXPECTED_MEANS}", f"yang berisiko, {AT_RISK_MEANS}")
    return [(f"Indeks IGA {words}", value, None) for words, value in zip(said, values, strict=True)]


def _headline_names(lines: list[tuple[Any, ...]], year: int) -> dict[tuple[int, int], Figure]:
    """The figures of the progress report's lines, of both columns."""
    return {
        (line, place): figure(name, told(lines[line][place]), year=year)
        for line, names in enumerate(HEADLINE)
        for place, name in enumerate(names, start=1)
        if name and lines[line][place] is not None
    }


def _beside(table: Table, period: Period, compared: Comparison) -> Table:
    """The table with the figures of the year before beside those lines that the comparison has.

    Once the period is closed, this year's of the same moment stand between them.
    """
    years = (period.year, compared.before.year) if compared.closed else (compared.before.year,)
    told = [(line.now, line.then) if compared.closed else (line.then,) for line in compared.lines]
    more = dict(zip(COMPARED, told, strict=False))
    nothing = (None,) * len(years)
    when = " saat ditutup" if compared.closed else ""
    return Table(
        (*table.columns, *(Column(f"Tahun {year}{when}", 12, WHOLE) for year in years)),
        [(*line, *more.get(place, nothing)) for place, line in enumerate(table.rows)],
        note=f"Angka {compared.before.year} adalah keadaan pada umur periode yang sama, "
        f"{long_date(timezone.localdate(compared.at))}.",
        named=table.named,
    )
