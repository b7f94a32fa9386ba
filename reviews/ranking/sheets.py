"""The ranking as a spreadsheet."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from foundation.sheets.xlsx import CellKind, Column, workbook
from proposals.core.period.models import Period
from proposals.core.sent import SentProposal
from reviews.core.models import ReviewStage
from reviews.ranking.adjusting import last_reckoning
from reviews.ranking.frozen import latest
from reviews.ranking.ranking import Row, ranking

OFFICIAL = " (resmi)"


def ranking_xlsx(period: Period, rows: QuerySet[SentProposal], *, hidden: Iterable[int]) -> bytes:
    """The ranking of `rows` with the same places and figures as the page, raw and adjusted, one line per proposal.

    `hidden` are the keys of what its reader may not know of. The official score is one of the two, and its heading says
    so; each stage has its own mean and number of scores.
    """
    known = rows.select_related("agency").in_bulk()
    stages = list(period.review_stages.order_by("order"))
    frozen = latest(period)
    lines = (_cells(line, known[line.proposal_id], stages) for line in ranking(period, rows, frozen=frozen))
    about = [("Peringkat", frozen.words(hidden))] if frozen else []
    return workbook("Peringkat", _columns(stages, adjusted=last_reckoning(period).official), lines, about=about)


def _columns(stages: Sequence[ReviewStage], *, adjusted: bool) -> list[Column]:
    of_stages = []
    for stage in stages:
        # With one stage alone its mean is the score itself.
        if len(stages) > 1:
            of_stages.append(Column(f"{stage.order}. {stage}: rata-rata", 14, CellKind.DECIMAL))
        of_stages.append(Column(f"{stage.order}. {stage}: jumlah nilai", 12, CellKind.WHOLE))
    return [
        Column("Peringkat", 10, CellKind.WHOLE),
        Column("Nomor", 16),
        Column("Nama inovasi", 48),
        Column("Instansi", 36),
        Column("Status", 14),
        Column("Tahap ke-", 9, CellKind.WHOLE),
        Column("Tahap yang dinilai", 24),
        Column("Sifat nilai", 12),
        Column("Nilai asli" + ("" if adjusted else OFFICIAL), 12, CellKind.DECIMAL),
        Column("Nilai tersesuaikan" + (OFFICIAL if adjusted else ""), 14, CellKind.DECIMAL),
        *of_stages,
        Column("Median tahap ini", 9, CellKind.DECIMAL),
        Column("Selisih tahap ini", 9, CellKind.DECIMAL),
        Column("Penentu urutan", 44),
    ]


def _cells(line: Row, proposal: SentProposal, stages: Sequence[ReviewStage]) -> tuple[object, ...]:
    of_stages: list[object] = []
    for figures in (line.stages.get(stage.order) for stage in stages):
        if len(stages) > 1:
            of_stages.append(figures.mean if figures else None)
        of_stages.append(figures.n if figures else 0)
    return (
        line.place,
        proposal.reference,
        proposal.title,
        proposal.agency.name,
        proposal.get_status_display(),
        proposal.review_round,
        line.gone_through,
        line.shown.mark,
        line.raw,
        line.adjusted,
        *of_stages,
        line.here.median if line.here else None,
        line.here.spread if line.here else None,
        line.decided_by,
    )
