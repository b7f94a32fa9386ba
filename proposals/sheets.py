"""Lists of proposals as a spreadsheet."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from agencies.sheets import Column, Kind, workbook
from proposals.models import FormGuide, Proposal

COLUMNS = (
    Column("Nomor", 16),
    Column("Nama inovasi", 44),
    Column("Instansi", 40),
    Column("Jenis pengusul", 18),
    Column("Kecamatan", 16),
    Column("Tahun", 8, Kind.WHOLE),
    Column("Urusan", 30),
    Column("Tahapan", 14),
    Column("Bentuk", 30),
    Column("Jenis", 14),
    Column("Status", 16),
    Column("Diajukan tanggal", 14, Kind.DATE),
    Column("Anggaran", 18, Kind.RUPIAH),
)
CHUNK = 500


def proposals_xlsx(rows: QuerySet[Proposal]) -> bytes:
    """The given proposals in their order, one row each; two queries however many there are."""
    guides = FormGuide.objects.in_bulk()
    found = rows.select_related("agency__district", "affair", "period").defer("search")
    return workbook("Usulan", COLUMNS, _rows(found, guides))


def _rows(found: QuerySet[Proposal], guides: dict[int, FormGuide]) -> Iterator[tuple[Any, ...]]:
    for proposal in found.iterator(chunk_size=CHUNK):
        agency, guide = proposal.agency, guides[proposal.period.guide_id]
        yield (
            proposal.number,
            proposal.title,
            agency.name,
            "Sekolah" if agency.is_school else "Perangkat daerah",
            agency.district.name if agency.district else None,
            proposal.period.year,
            proposal.affair.name if proposal.affair else None,
            guide.label("stage", proposal.stage),
            guide.label("form", proposal.form),
            guide.label("innovation_type", proposal.innovation_type),
            proposal.get_status_display(),
            timezone.localdate(proposal.submitted_at) if proposal.submitted_at else None,
            proposal.budget,
        )
