"""Assignments as a spreadsheet."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from agencies.core.models import User
from foundation.sheets.xlsx import CellKind, Column, workbook
from proposals.core.sent import SentProposal
from reviews.core.models import Assignment, ReviewStage

ASSIGNMENTS = (
    Column("Nomor usulan", 16),
    Column("Nama pengguna penilai", 24),
    Column("Penilai", 32),
    Column("Nama inovasi", 48),
    Column("Tahap", 26),
    Column("Keadaan", 16),
)


def assignments_xlsx(rows: QuerySet[SentProposal]) -> bytes:
    """The active assignments of the proposals in `rows`, in the stage where each stands.

    The first two columns can be edited and read back; what belongs to an earlier stage would be read as a new task.
    """
    active = Assignment.objects.active().under_way().filter(proposal__in=rows.order_by().values("pk"))
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
    """A dry run, given as (proposal key, reviewer key, reason), in the form that `upload.read_assignments` reads."""
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


LATE = (
    Column("Penilai", 32),
    Column("Telepon", 20),
    Column("Surel", 32),
    Column("Belum selesai", 14, CellKind.WHOLE),
    Column("Batas", 20, CellKind.MOMENT),
    Column("Terakhir diingatkan", 20, CellKind.MOMENT),
)


def late_xlsx(people: Iterable[Any]) -> bytes:
    """The late reviewers of `late.late_people`, to be called or handed to somebody."""
    return workbook(
        "Penilai belum selesai",
        LATE,
        (
            (str(one), one.phone, one.email, one.tasks, one.due, card.reminded_at if card else None)
            for one in people
            for card in (getattr(one, "reviewer_card", None),)
        ),
    )
