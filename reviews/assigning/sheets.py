"""Assignments as a spreadsheet, and read back from one."""

from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from django.db.models import QuerySet

from agencies.core.models import User
from foundation.sheets.cells import Missing, alike, code
from foundation.sheets.reading import Line, Unreadable, from_heading, is_filled, xlsx_lines
from foundation.sheets.xlsx import Column, workbook
from proposals.core.sent import SentProposal
from reviews.core.models import Assignment, ReviewStage
from reviews.core.refusals import ReviewRefused

ASSIGNMENTS = (
    Column("Nomor usulan", 16),
    Column("Nama pengguna penilai", 24),
    Column("Penilai", 32),
    Column("Nama inovasi", 48),
    Column("Tahap", 26),
    Column("Keadaan", 16),
)


MOST_ROWS = 5000


def assignments_xlsx(rows: QuerySet[SentProposal]) -> bytes:
    """The active assignments of the proposals in `rows`; the first two columns can be edited and read back."""
    active = Assignment.objects.active().filter(proposal__in=rows.order_by().values("pk"))
    listed = active.select_related("proposal", "reviewer", "stage").order_by("proposal__number", "stage__order", "pk")
    return workbook(
        "Penugasan",
        ASSIGNMENTS,
        (
            (
                row.proposal.number,
                row.reviewer.username,
                str(row.reviewer),
                row.proposal.title,
                row.stage.name,
                state,
            )
            for row in listed
            for state in (row.get_state_display(),)
        ),
    )


def plan_xlsx(stage: ReviewStage, choices: Iterable[Sequence[Any]]) -> bytes:
    """A dry run, given as (proposal key, reviewer key, reason), in the form that `read_assignments` reads."""
    lines = list(choices)
    rows = SentProposal.objects.in_bulk([row for row, _, _ in lines])
    people = User.objects.in_bulk([who for _, who, _ in lines])
    return workbook(
        "Rancangan penugasan",
        [*ASSIGNMENTS[:5], Column("Alasan", 60)],
        (
            (rows[row].number, people[who].username, str(people[who]), rows[row].title, stage.name, why)
            for row, who, why in lines
        ),
    )


def read_assignments(file: IO[bytes]) -> Iterator[tuple[int, str, str]]:
    """(row number, proposal number, user name) of every filled row below the heading, wherever the two columns stand.

    Raises ReviewRefused when it is no spreadsheet, lacks the columns or rows, is unreasonably long, or a cell holds
    a formula without its result.
    """
    lines = from_heading(_filled(file), [column.title for column in ASSIGNMENTS[:2]])
    heads = [alike(cell) for cell in lines[0][1]] if lines else []
    places = [heads.index(key) for column in ASSIGNMENTS[:2] if (key := alike(column.title)) in heads]
    if len(places) < 2:
        raise ReviewRefused(
            "Lembar ini harus berisi kolom “Nomor usulan” dan “Nama pengguna penilai”. Unduh contohnya dahulu."
        )
    read = 0
    for number, cells in lines[1:]:
        pair = [cells[place] if place < len(cells) else None for place in places]
        if any(isinstance(cell, Missing) for cell in pair):
            raise ReviewRefused(f"Baris {number}: {Missing.FORMULA.value}")
        if is_filled(pair):
            read += 1
            yield number, code(pair[0]), code(pair[1])
    if not read:
        raise ReviewRefused("Lembar ini tidak berisi baris penugasan. Isi kedua kolomnya, lalu unggah lagi.")


def _filled(file: IO[bytes]) -> list[Line]:
    lines: list[Line] = []
    try:
        for number, cells in xlsx_lines(file.read()):
            if number > MOST_ROWS:
                raise ReviewRefused(f"Lembar ini terlalu panjang. Unggah paling banyak {MOST_ROWS} baris sekali jalan.")
            if is_filled(cells):
                lines.append((number, cells))
    except Unreadable as fault:
        raise ReviewRefused("Berkas ini bukan lembar kerja XLSX. Unduh contohnya, isi, lalu unggah lagi.") from fault
    return lines
