"""Coaching plans as a spreadsheet: one line for each task."""

from django.utils import timezone

from foundation.sheets.xlsx import CellKind, Column, workbook
from reviews.coaching.models import CoachingTask
from reviews.coaching.querysets import CoachingPlanQuerySet

COACHING = (
    Column("Nomor", 16),
    Column("Nama inovasi", 48),
    Column("Instansi", 36),
    Column("Keadaan", 24),
    Column("Pembina", 32),
    Column("Tujuan", 48),
    Column("Tugas", 60),
    Column("Tenggat", 12, CellKind.DATE),
    Column("Selesai", 12, CellKind.DATE),
    Column("Lewat (hari)", 12, CellKind.WHOLE),
    Column("Yang sudah dikerjakan", 48),
)


def coaching_xlsx(rows: CoachingPlanQuerySet) -> bytes:
    """The plans of `rows` with their tasks; a plan without a task has a line of its own. Two queries."""
    plans = rows.select_related("proposal__agency", "coach").prefetch_related("tasks").order_by("proposal__number")
    lines = []
    for plan in plans:
        proposal = plan.proposal
        head = (
            proposal.reference, proposal.title, proposal.agency.name, plan.state_words, plan.coached_by, plan.goal
        )  # fmt: skip
        tasks = list(plan.tasks.all())
        lines += [(*head, *_task(task)) for task in tasks] or [(*head, None, None, None, None, None)]
    return workbook("Pembinaan", COACHING, lines)


def _task(task: CoachingTask) -> tuple[object, ...]:
    done = timezone.localdate(task.done_at) if task.done_at else None
    return task.text, task.due, done, task.days_late if task.is_overdue else None, task.note
