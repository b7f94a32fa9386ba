"""Nominations as a spreadsheet."""

from collections.abc import Iterator
from typing import Any

from competitions.kipp.board import Board, BoardLine
from foundation.sheets.xlsx import CellKind, Column, workbook
from proposals.core.guide.indicators import in_words

COLUMNS = (
    Column("Instansi", 40),
    Column("Nominasi", 14),
    Column("Nomor usulan", 16),
    Column("Nama inovasi", 44),
    Column("Status usulan", 16),
    Column("Keadaan nominasi", 24),
    Column("Waktu penerapan", 14, CellKind.DATE),
    Column("Umur (bulan)", 12, CellKind.WHOLE),
    Column("Keterangan umur", 44),
    Column("Surat yang belum ada", 50),
    Column("Indikator sebelum dan sesudah", 60),
    Column("Nomor registrasi", 20),
    Column("Hasil", 24),
    Column("Dinominasikan", 18, CellKind.MOMENT),
)


def nominations_xlsx(board: Board) -> bytes:
    """Every agency of the board, one row per nomination; an agency without one has a row that says so."""
    rows = _rows([*board.counted, *board.others])
    return workbook("Nominasi KIPP", COLUMNS, rows, figures=board.figures)


def _rows(lines: list[BoardLine]) -> Iterator[tuple[Any, ...]]:
    for line in lines:
        if not line.entries:
            yield (line.agency.name, "belum ada", *(None for _ in COLUMNS[2:]))
        for entry in line.entries:
            nomination, proposal = entry.nomination, entry.nomination.proposal
            yield (
                line.agency.name,
                "ada" if line.has_one else "belum ada",
                proposal.number,
                proposal.title,
                proposal.get_status_display(),
                nomination.get_state_display(),
                proposal.applied_date,
                entry.age.months,
                entry.age.text,
                "; ".join(entry.missing),
                in_words(proposal.indicators),
                nomination.registration_number,
                nomination.earlier_result,
                nomination.nominated_at,
            )
