"""The report "Kesiapan IGA dan KIPP": per agency what it has, what waits for whom, and the document it lacks most."""

from typing import Any

from competitions.iga.simulator.outlook import outlook
from dashboard.figures.iga import COUNTS, MORE, PROGRESS, IgaReadiness, ReadinessRow, kipp_words, readiness
from dashboard.reports.tables import WHOLE, Scope, Table, named_cells
from foundation.figures import Figure, figure
from foundation.sheets.xlsx import Column

COLUMNS = (
    Column("Instansi", 28),
    *(Column(heading, 8 if heading in ("Calon", "Siap") else 12, WHOLE) for _, heading, _ in COUNTS),
    Column("Berkas yang paling kurang", 26),
)
PROGRESS_COLUMNS = (
    *(Column(heading, 12, WHOLE) for _, heading, _ in PROGRESS),
    Column("Nominasi KIPP", 12, WHOLE),
    Column("Keadaan KIPP", 12),
    Column("Yang ditunggu, paling lama", 30),
)
NOTE = (
    "Calon ialah inovasi dari semua tahun yang masuk rentang edisi dan tidak dikeluarkan; yang disiapkan, selesai "
    "diverifikasi, dan masuk daftar kirim termasuk di dalamnya. Nilai harapan ialah jumlah kematangan inovasi dalam "
    "daftar kirim: yang terverifikasi, selain itu klaim berbukti."
)


def readiness_table(scope: Scope) -> Table:
    """Both tables side by side, as a sheet has them; the last line equals the cockpit where nothing is narrowed."""
    found = readiness(scope.period, scope.user, scope.chosen)
    iga, more = _iga_table(scope, found), _progress_table(scope, found)
    beside = len(iga.columns) - 1
    total = (*iga.total, *more.total[1:]) if iga.total and more.total else None
    return Table(
        (*iga.columns, *more.columns[1:]),
        [(*line, *rest[1:]) for line, rest in zip(iga.rows, more.rows, strict=True)],
        total,
        note=" ".join(note for note in (iga.note, more.note) if note),
        named={**iga.named, **{(line, place + beside): name for (line, place), name in more.named.items()}},
    )


def _iga_table(scope: Scope, found: IgaReadiness) -> Table:
    lines = [_line(row) for row in found.rows]
    names = {place: name for place, (_, _, name) in enumerate(COUNTS, 1)}
    year = scope.period.year
    named = named_cells(lines, [row.agency.code for row in found.rows], names, year)
    return Table(
        COLUMNS,
        lines,
        ("Jumlah", *(amount for _, amount, _ in found.total_cells), "") if lines else None,
        note=_note(scope, found),
        named=named | ({} if scope.is_narrowed else _of_the_city(found.total_cells, len(lines), year)),
    )


def _progress_table(scope: Scope, found: IgaReadiness) -> Table:
    """What is claimed and verified, who waits for whom, and how far each is in KIPP."""
    lines: list[tuple[Any, ...]] = [
        (row.agency.short_name, *(amount for _, amount, _ in row.progress), row.step, row.waits) for row in found.rows
    ]
    names, year = {place: name for place, (_, _, name) in enumerate(found.total_progress, 1)}, scope.period.year
    named = named_cells(lines, [row.agency.code for row in found.rows], names, year)
    total = ("Jumlah", *(amount for _, amount, _ in found.total_progress), "", found.total_waits)
    return Table(
        (COLUMNS[0], *PROGRESS_COLUMNS),
        lines,
        total if lines else None,
        note="" if scope.is_narrowed or not lines else kipp_words(found, year),
        named=named | ({} if scope.is_narrowed else _of_the_city(found.total_progress, len(lines), year)),
    )


def _line(row: ReadinessRow) -> tuple[Any, ...]:
    return row.agency.short_name, *(amount for _, amount, _ in row.cells), str(row.has.lacking or "")


def _of_the_city(total: list[tuple[str, int, str]], line: int, year: int) -> dict[tuple[int, int], Figure]:
    """The cells of the last line under the names of the city's figures; none where there is no line."""
    if not line:
        return {}
    return {(line, place): figure(name, amount, year=year) for place, (_, amount, name) in enumerate(total, 1)}


def _note(scope: Scope, found: IgaReadiness) -> str:
    if found.edition is None:
        return f"Ketentuan IGA {scope.period.year} belum dimuat, jadi belum ada calon."
    return " ".join(part for part in (found.without_words, found.none_ready_words, NOTE) if part)


def readiness_chapter(scope: Scope) -> dict[str, Any]:
    """What the paper shows: the index of the city where it is about the whole city, then the table."""
    whole = None if scope.is_narrowed else outlook(scope.period.year, scope.user)
    found = readiness(scope.period, scope.user, scope.chosen)
    tables = [("IGA", _iga_table(scope, found)), (MORE, _progress_table(scope, found))] if found.rows else []
    return {"iga": whole, "period": scope.period, "tables": tables or [("", _iga_table(scope, found))]}
