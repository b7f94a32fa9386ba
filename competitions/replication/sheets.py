"""The register of replications as a spreadsheet; whom to ask is not in it, because sheets are passed on."""

from collections.abc import Iterable, Iterator
from typing import Any

from competitions.replication.models import Replication
from foundation.sheets.xlsx import CellKind, Column, workbook

COLUMNS = (
    Column("Instansi", 40),
    Column("Nomor usulan", 16),
    Column("Nama inovasi", 44),
    Column("Peniru", 40),
    Column("Jenis peniru", 26),
    Column("Jenis dokumen", 28),
    Column("Nomor dokumen", 24),
    Column("Tanggal dokumen", 16, CellKind.DATE),
    Column("Berkas", 12),
    Column("Dicatat", 18, CellKind.MOMENT),
)


def register_xlsx(rows: Iterable[Replication]) -> bytes:
    """One row for each replication, in the order given."""
    return workbook("Replikasi", COLUMNS, _rows(rows))


def _rows(rows: Iterable[Replication]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        proposal = row.proposal
        yield (
            proposal.agency.name,
            proposal.number,
            proposal.title,
            row.who,
            row.get_kind_display(),
            row.get_paper_display(),
            row.paper_number,
            row.paper_date,
            "ada" if row.file else "belum ada",
            row.at,
        )
