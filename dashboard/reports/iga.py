"""The report "Kesiapan IGA": per agency what it has, what waits, and the document it lacks most."""

from typing import Any

from competitions.iga.simulator.outlook import outlook
from dashboard.figures.iga import COUNTS, IgaReadiness, ReadinessRow, readiness
from dashboard.reports.tables import WHOLE, Scope, Table, named_cells
from foundation.figures import Figure, figure
from foundation.sheets.xlsx import Column

COLUMNS = (
    Column("Instansi", 28),
    *(Column(heading, 8 if heading == "Calon" else 12, WHOLE) for _, heading, _ in COUNTS),
    Column("Berkas yang paling kurang", 26),
)
NOTE = (
    "Calon ialah inovasi dari semua tahun yang masuk rentang edisi dan tidak dikeluarkan; yang disiapkan, selesai "
    "diverifikasi, dan masuk daftar kirim termasuk di dalamnya. Nilai harapan ialah jumlah kematangan inovasi dalam "
    "daftar kirim: yang terverifikasi, selain itu klaim berbukti."
)


def readiness_table(scope: Scope) -> Table:
    """Every agency of the scope; the last line equals the cockpit of the edition where nothing is narrowed."""
    found = readiness(scope.period, scope.user, scope.chosen)
    lines = [_line(row) for row in found.rows]
    names = {place: name for place, (_, _, name) in enumerate(COUNTS, 1)}
    year = scope.period.year
    named = named_cells(lines, [row.agency.code for row in found.rows], names, year)
    return Table(
        COLUMNS,
        lines,
        ("Jumlah", *(amount for _, amount, _ in found.total_cells), "") if lines else None,
        note=_note(scope, found),
        named=named | ({} if scope.is_narrowed else _of_the_city(found, len(lines), year)),
    )


def _line(row: ReadinessRow) -> tuple[Any, ...]:
    return row.agency.short_name, *(amount for _, amount, _ in row.cells), str(row.has.lacking or "")


def _of_the_city(found: IgaReadiness, line: int, year: int) -> dict[tuple[int, int], Figure]:
    """The cells of the last line under the names of the city's figures."""
    if not found.rows:
        return {}
    return {
        (line, place): figure(name, amount, year=year) for place, (_, amount, name) in enumerate(found.total_cells, 1)
    }


def _note(scope: Scope, found: IgaReadiness) -> str:
    if found.edition is None:
        return f"Ketentuan IGA {scope.period.year} belum dimuat, jadi belum ada calon."
    return " ".join(part for part in (found.without_words, NOTE) if part)


def readiness_chapter(scope: Scope) -> dict[str, Any]:
    """What the paper shows: the index of the city where it is about the whole city, then the table."""
    whole = None if scope.is_narrowed else outlook(scope.period.year, scope.user)
    return {"iga": whole, "period": scope.period, "tables": [("", readiness_table(scope))]}
