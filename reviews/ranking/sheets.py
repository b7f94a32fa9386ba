"""The ranking as a spreadsheet."""

from django.db.models import QuerySet

from foundation.sheets.xlsx import CellKind, Column, workbook
from proposals.core.periods import Period
from proposals.core.sent import SentProposal
from reviews.ranking.ranking import ranking

RANKING = (
    Column("Peringkat", 10, CellKind.WHOLE),
    Column("Nomor", 16),
    Column("Nama inovasi", 48),
    Column("Instansi", 36),
    Column("Status", 14),
    Column("Tahap ke-", 9, CellKind.WHOLE),
    Column("Nilai resmi", 12, CellKind.DECIMAL),
    Column("Nilai asli", 12, CellKind.DECIMAL),
    Column("Tersesuaikan", 14, CellKind.DECIMAL),
    Column("Jumlah nilai", 12, CellKind.WHOLE),
    Column("Rata-rata tahap ini", 14, CellKind.DECIMAL),
    Column("Median", 9, CellKind.DECIMAL),
    Column("Selisih", 9, CellKind.DECIMAL),
    Column("Penentu urutan", 44),
)


def ranking_xlsx(period: Period, rows: QuerySet[SentProposal]) -> bytes:
    """The ranking of `rows` with the same places and figures as the page, raw and adjusted, one line per proposal."""
    known = rows.select_related("agency").in_bulk()
    lines = []
    for line in ranking(period, rows):
        proposal, here = known[line.proposal_id], line.here
        figures = (here.n, here.mean, here.median, here.spread) if here else (0, None, None, None)
        lines.append(
            (
                line.place,
                proposal.reference,
                proposal.title,
                proposal.agency.name,
                proposal.get_status_display(),
                proposal.review_round,
                line.score,
                line.raw,
                line.adjusted,
                *figures,
                line.decided_by,
            )
        )
    return workbook("Peringkat", RANKING, lines)
