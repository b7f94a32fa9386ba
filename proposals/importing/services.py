"""Storing the proposals of a spreadsheet, all of them or none."""

from collections.abc import Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from foundation.queue.jobs import JobState, Progress, unwatched
from foundation.sheets.keeping import discard
from foundation.text.keys import fold
from proposals.core import workflow
from proposals.core.guide.models import Section
from proposals.core.guide.profile import FieldKind, of_kind
from proposals.core.locking import check_open
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.importing.judging import TWICE
from proposals.importing.models import ImportBatch, ImportRow, batch_path
from proposals.writing.drafting import NewDraft, begin
from proposals.writing.services import broken_rule

CHUNK = 100


class ImportRefused(workflow.WorkflowError):
    """The rows no longer fit to what is stored; nothing was imported."""


def already_there(period: Period, rows: Sequence[ImportRow]) -> list[ImportRow]:
    """The rows whose title the same agency has in this period already; one query."""
    agencies = {row.agency_id for row in rows}
    stored = {
        (agency, fold(title))
        for agency, title in Proposal.objects.filter(period=period, agency__in=agencies).values_list(
            "agency_id", "title"
        )
    }
    return [row for row in rows if (row.agency_id, fold(row.title)) in stored]


def note_those_there(period: Period, rows: Sequence[ImportRow]) -> None:
    """Notes which rows are stored already; they are passed over, and nothing about them needs repair.

    A name that stands twice in the file stays a fault: which of the two was meant is for the person to say.
    """
    for row in already_there(period, rows):
        row.there = not any(sentence == TWICE for _, sentence in row.errors)
        if row.there:
            row.errors, row.cells = [], {}


@transaction.atomic
def keep_rows(batch: ImportBatch, rows: Sequence[ImportRow], *, marked: bytes = b"", notes: Sequence[str] = ()) -> None:
    """Ends the check of a batch: its rows wait for the person's yes, or show what has to be repaired.

    `marked` is the person's file with what is wrong in it, kept beside the file itself.
    """
    wrong = sum(len(row.errors) for row in rows)
    there = sum(row.there for row in rows)
    good = sum(not row.errors and not row.there for row in rows)
    discard(batch.marked)
    kept = batch.marked.storage.save(batch_path(batch, ""), ContentFile(marked)) if marked else ""
    if not batch.move(JobState.DONE, amount=good, wrong=wrong, there=there, marked=kept, notes=list(notes)):
        return
    for row in rows:
        row.batch = batch
    batch.rows.all().delete()
    ImportRow.objects.bulk_create(rows, batch_size=CHUNK * 5)


def run_import(batch: ImportBatch, *, progress: Progress = unwatched) -> int:
    """Makes a draft of every row in order and returns how many; a handful of queries for every hundred rows.

    Where some rows are not in order yet, the file is kept and waits to be checked again. Raises WritingClosed outside
    the period (coordinators bring in earlier years too), ImportRefused when the batch is used up or a title is there
    by now. `progress` is told before every hundred rows.
    """
    try:
        with transaction.atomic():
            return _run(batch, progress)
    except IntegrityError as problem:
        # A rule between fields that the check did not know; the database has the last word.
        raise ImportRefused(f"{broken_rule(problem)} Periksa baris-barisnya, lalu unggah lagi.") from problem


def _run(batch: ImportBatch, progress: Progress) -> int:
    if not batch.by.is_coordinator and batch.by.agency:
        check_open(batch.period, batch.by.agency)
    rows = list(batch.rows.filter(errors=[], there=False))
    if there := already_there(batch.period, rows):
        raise ImportRefused(
            f"Sementara itu ada usulan bernama “{there[0].title}”. Unggah berkasnya lagi untuk memeriksanya."
        )
    for start in range(0, len(rows), CHUNK):
        progress(start, len(rows))
        _store(batch, rows[start : start + CHUNK])
    # Only now, so that the notes of the progress never wait for this transaction; who was slower rolls all back.
    stored = batch.stored + len(rows)
    if batch.wrong:
        moved = batch.move(JobState.WAITING, step=batch.Step.CHECK, stored=stored, done=0, total=1)
    else:
        moved = batch.move(JobState.DONE, stored=stored, done=len(rows), total=len(rows))
        batch.rows.all().delete()
        discard(batch.file)
        discard(batch.marked)
    if not moved:
        raise ImportRefused("Berkas ini sudah diimpor. Unggah lagi bila ada usulan lain.")
    return len(rows)


def _store(batch: ImportBatch, rows: Sequence[ImportRow]) -> None:
    """The rows were judged when they were read; the database's constraints have the last word."""
    sections = {section.key: section for section in Section.objects.filter(guide=batch.period.guide_id)}
    begin([
        NewDraft(
            Proposal(period=batch.period, created_by=batch.by, **_columns(row)),
            related={field.column: _keys(row, field.column) for field in of_kind(FieldKind.AFFAIRS)},
            texts={sections[key]: text for key, text in row.texts.items()},
        )
        for row in rows
    ])  # fmt: skip


def _keys(row: ImportRow, column: str) -> list[int]:
    return [int(key) for key in row.profile.get(column, "").split(",") if key]


def _columns(row: ImportRow) -> dict[str, Any]:
    """The plain values of one row as the columns hold them."""
    fields = {field.name: field for field in Proposal._meta.concrete_fields}
    columns: dict[str, Any] = {"agency_id": row.agency_id}
    for name, value in row.profile.items():
        if name in fields:
            field = fields[name]
            columns[field.attname] = field.to_python(value) if value else field.get_default()
    return columns
