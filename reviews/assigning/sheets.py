"""Assignments as a spreadsheet, and read back from one."""

from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any
from zipfile import BadZipFile

import openpyxl
from django.db.models import QuerySet
from openpyxl.utils.exceptions import InvalidFileException

from agencies.core.models import User
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
    """(row number, proposal number, user name) of every filled row below the heading.

    Raises ReviewRefused when it is no spreadsheet, lacks the two columns, or is unreasonably long.
    """
    try:
        sheet = openpyxl.load_workbook(file, read_only=True, data_only=True).worksheets[0]
    except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as fault:
        raise ReviewRefused("Berkas ini bukan lembar kerja XLSX. Unduh contohnya, isi, lalu unggah lagi.") from fault
    for number, row in enumerate(sheet.iter_rows(max_col=2, values_only=True), start=1):
        cells = [str(cell or "").strip() for cell in row]
        if number == 1:
            if cells != [ASSIGNMENTS[0].title, ASSIGNMENTS[1].title]:
                raise ReviewRefused(
                    "Baris pertama harus berisi “Nomor usulan” dan “Nama pengguna penilai”. Unduh contohnya dahulu."
                )
        elif number > MOST_ROWS:
            raise ReviewRefused(f"Lembar ini terlalu panjang. Unggah paling banyak {MOST_ROWS} baris sekali jalan.")
        elif any(cells):
            yield number, cells[0], ([*cells, ""])[1]
