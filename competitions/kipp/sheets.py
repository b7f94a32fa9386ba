"""Nominations as a spreadsheet."""

from collections.abc import Iterator
from typing import Any

from competitions.kipp.board import Board, BoardEntry, BoardLine
from competitions.rules.kipprules import KippRules
from foundation.sheets.xlsx import CellKind, Column, workbook
from proposals.core.guide.indicators import in_words

COLUMNS = (
    Column("Instansi", 40),
    Column("Nominasi", 14),
    Column("Nomor usulan", 16),
    Column("Nama inovasi", 44),
    Column("Status usulan", 16),
    Column("Keadaan nominasi", 24),
    Column("Kelompok", 22),
    Column("Kategori", 40),
    Column("Inovator", 30),
    Column("NIP", 20),
    Column("Telepon", 18),
    Column("Surel", 28),
    Column("Inovasi asal", 30),
    Column("Instansi asal", 30),
    Column("Tahun penghargaan terdahulu", 14, CellKind.WHOLE),
    Column("Video", 40),
    Column("Waktu penerapan", 14, CellKind.DATE),
    Column("Umur (bulan)", 12, CellKind.WHOLE),
    Column("Keterangan umur", 44),
    Column("Surat yang belum ada", 50),
    Column("Aturan yang menahan", 60),
    Column("Aturan yang dikecualikan", 60),
    Column("Indikator sebelum dan sesudah", 60),
    Column("Nomor registrasi", 20),
    Column("Hasil", 40),
    Column("Nilai", 10, CellKind.DECIMAL),
    Column("Tanggal hasil", 14, CellKind.DATE),
    Column("Dinominasikan", 18, CellKind.MOMENT),
)


def nominations_xlsx(board: Board) -> bytes:
    """Every agency of the board, one row per nomination; an agency without one has a row that says so."""
    rows = _rows([*board.counted, *board.others], board.edition.kipp)
    return workbook("Nominasi KIPP", COLUMNS, rows, figures=board.figures)


def _rows(lines: list[BoardLine], rules: KippRules) -> Iterator[tuple[Any, ...]]:
    for line in lines:
        if not line.entries:
            yield (line.agency.name, "belum ada", *(None for _ in COLUMNS[2:]))
        for entry in line.entries:
            nomination, proposal = entry.nomination, entry.nomination.proposal
            group = rules.group_of(nomination.group)
            yield (
                line.agency.name,
                "ada" if line.has_one else "belum ada",
                proposal.number,
                proposal.title,
                proposal.get_status_display(),
                nomination.get_state_display(),
                group.label if group else "",
                rules.label_of_category(nomination.category),
                nomination.innovator_name,
                nomination.innovator_nip,
                nomination.contact_phone,
                nomination.contact_email,
                nomination.origin_innovation,
                nomination.origin_institution,
                nomination.past_award_year,
                nomination.video_url,
                proposal.applied_date,
                entry.age.months,
                entry.age.text,
                "; ".join(entry.missing),
                "; ".join(f"{found.rule.title}: {found.text}" for found in entry.red),
                "; ".join(f"{found.rule.title}: {found.overridden}" for found in entry.overridden),
                in_words(proposal.indicators),
                nomination.registration_number,
                *_result(entry),
                nomination.nominated_at,
            )


def _result(entry: BoardEntry) -> tuple[Any, ...]:
    """The furthest result with its score and day; what was noted before results had stages, without one."""
    found = entry.result
    if found is None:
        return (entry.nomination.earlier_result, None, None)
    return (str(found), found.score, found.decided_on)
