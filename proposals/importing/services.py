"""Storing the proposals of a spreadsheet, all of them or none."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from foundation.jobs import JobState, Progress, unwatched
from proposals.core import workflow
from proposals.core.locking import check_open
from proposals.core.models import Proposal
from proposals.core.periods import Period, Section
from proposals.core.profile import FieldKind, of_kind
from proposals.importing.models import ImportBatch, ImportRow
from proposals.writing.drafting import NewDraft, begin
from proposals.writing.services import broken_rule

CHUNK = 100


class ImportRefused(workflow.WorkflowError):
    """The rows no longer fit to what is stored; nothing was imported."""


def already_there(period: Period, rows: Sequence[ImportRow]) -> list[ImportRow]:
    """The rows whose title the same agency has in this period already; one query."""
    agencies = {row.agency_id for row in rows}
    stored = {
        (agency, title.casefold())
        for agency, title in Proposal.objects.filter(period=period, agency__in=agencies).values_list(
            "agency_id", "title"
        )
    }
    return [row for row in rows if (row.agency_id, row.title.casefold()) in stored]


@transaction.atomic
def keep_rows(batch: ImportBatch, rows: Sequence[ImportRow]) -> None:
    """Ends the check of a batch: its rows wait for the person's yes, or show what has to be repaired."""
    wrong = sum(len(row.errors) for row in rows)
    if not batch.move(JobState.DONE, amount=len(rows), wrong=wrong):
        return
    for row in rows:
        row.batch = batch
    batch.rows.all().delete()
    ImportRow.objects.bulk_create(rows, batch_size=CHUNK * 5)


def run_import(batch: ImportBatch, *, progress: Progress = unwatched) -> int:
    """Makes a draft of every row and returns how many; a handful of queries for every hundred rows.

    Raises WritingClosed outside the period (coordinators bring in earlier years too), ImportRefused when the batch is
    used up or a title is there by now. `progress` is told before every hundred rows.
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
    rows = list(batch.rows.all())
    if there := already_there(batch.period, rows):
        raise ImportRefused(
            f"Sementara itu ada usulan bernama “{there[0].title}”. Unggah berkasnya lagi untuk memeriksanya."
        )
    for start in range(0, len(rows), CHUNK):
        progress(start, len(rows))
        _store(batch, rows[start : start + CHUNK])
    # Only now, so that the notes of the progress never wait for this transaction; who was slower rolls all back.
    if not batch.move(JobState.DONE, done=len(rows), total=len(rows)):
        raise ImportRefused("Berkas ini sudah diimpor. Unggah lagi bila ada usulan lain.")
    batch.rows.all().delete()
    discard_file(batch)
    return len(rows)


def discard_file(batch: ImportBatch) -> None:
    """Deletes the bytes of the upload when the transaction is through."""
    storage, name = batch.file.storage, str(batch.file.name)
    if name:
        transaction.on_commit(lambda: storage.delete(name))


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
