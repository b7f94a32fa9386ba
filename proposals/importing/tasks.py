"""Importing in the background: checking an uploaded spreadsheet, storing it after the yes, clearing up."""

import datetime
import logging
from collections.abc import Mapping

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from procrastinate.contrib.django import app

from agencies.core.models import User
from agencies.inbox.notifications import tell
from foundation.queue.jobs import JobState, Progress
from foundation.queue.losses import when_given_up
from foundation.queue.outage import OutageRetries, database_is_away
from foundation.sheets.keeping import discard
from proposals.core.locking import check_open
from proposals.core.period.models import Period
from proposals.core.workflow import WorkflowError
from proposals.filechecks.rules import FileRefused
from proposals.importing import tablefile
from proposals.importing.columns import columns, places
from proposals.importing.judging import judge
from proposals.importing.mending import keep_mends
from proposals.importing.models import ImportBatch
from proposals.importing.returning import returned
from proposals.importing.services import ImportRefused, keep_rows, note_those_there, run_import

logger = logging.getLogger(__name__)
KEPT_DAYS = 14
TROUBLE = (
    "Pekerjaan ini terhenti karena gangguan di portal; tidak ada yang tersimpan. "
    "Unggah berkasnya sekali lagi. Bila tetap gagal, hubungi teknisi portal."
)
Step = ImportBatch.Step


@transaction.atomic
def begin(file: ContentFile[bytes], period: Period, *, by: User) -> ImportBatch:
    """Keeps an uploaded spreadsheet and queues its check.

    Raises WritingClosed outside the period; coordinators bring in any year.
    """
    if not by.is_coordinator and by.agency:
        check_open(period, by.agency)
    batch = ImportBatch(period=period, by=by, file_name=str(file.name))
    batch.file.save(str(file.name), file)
    check_import.defer(batch=batch.pk)
    return batch


@transaction.atomic
def say_yes(batch: ImportBatch, *, partly: bool = False) -> None:
    """Queues the storing of a batch in order; a second yes changes nothing. Raises ImportRefused when it is not.

    `partly` says that the rows in order go ahead and the others wait.
    """
    ready = ImportBatch.objects.filter(pk=batch.pk, step=Step.CHECK, state=JobState.DONE, refusal="", amount__gt=0)
    if not partly:
        ready = ready.filter(wrong=0)
    if ready.update(step=Step.STORE, state=JobState.WAITING, done=0, total=F("amount"), moved_at=timezone.now()):
        # One import of a period after the other, so that each sees the titles of the one before.
        store_import.configure(lock=f"import-{batch.period_id}").defer(batch=batch.pk)
    elif not ImportBatch.objects.filter(pk=batch.pk, step=Step.STORE).exists():
        raise ImportRefused("Berkas ini belum dapat diimpor. Perbaiki dahulu sel-sel yang disebutkan.")


@transaction.atomic
def mend(batch: ImportBatch, typed: Mapping[str, str]) -> None:
    """Keeps what was typed for wrong cells and queues the check once more. Raises ImportRefused as `keep_mends`."""
    keep_mends(batch, typed)
    check_import.defer(batch=batch.pk)


@app.task(name="check_import", queue="imports", retry=OutageRetries())
def check_import(batch: int) -> None:
    """Judges every cell of a batch and keeps its progress; a file that is no table is refused with the reason."""
    row = _under_way(batch, Step.CHECK)
    if row is None:
        return
    try:
        _check(row)
    except FileRefused as refusal:
        row.move(JobState.FAILED, refusal=str(refusal))
    except Exception as problem:
        if database_is_away(problem):
            raise
        logger.exception("The check of import %s failed", batch)
        row.move(JobState.FAILED, refusal=TROUBLE)


def _check(batch: ImportBatch) -> None:
    guide = batch.period.guide
    agency = None if batch.by.is_coordinator else batch.by.agency
    titles = columns(guide, with_agency=agency is None)
    with batch.file.open("rb") as file:
        data = file.read()
    most = settings.IMPORT_MOST_ROWS
    table = tablefile.table(data, batch.file_name, most=most, titles=titles.values(), needed=titles["title"])
    place = places(table.heading, titles, batch.mends.get(str(table.heading.number), {}))
    rows = judge(table, guide, titles, place, agency=agency, mends=batch.mends, progress=batch.note)
    if not rows:
        raise FileRefused(tablefile.NO_ROWS)
    note_those_there(batch.period, rows)
    marked = returned(data, batch, table, place, rows) if any(row.errors for row in rows) else b""
    keep_rows(batch, rows, marked=marked, notes=tablefile.notes(table))


@app.task(name="store_import", queue="imports", retry=OutageRetries())
def store_import(batch: int) -> None:
    """Stores every row of a batch as a draft, or none, and keeps its progress."""
    row = _under_way(batch, Step.STORE)
    if row is None:
        return
    try:
        with row.noting_aside() as progress:
            _store(row, progress)
    except WorkflowError as refusal:
        row.move(JobState.FAILED, refusal=str(refusal))
    except Exception as problem:
        if database_is_away(problem):
            raise
        logger.exception("Import %s failed", batch)
        row.move(JobState.FAILED, refusal=TROUBLE)


@transaction.atomic
def _store(batch: ImportBatch, progress: Progress) -> None:
    run_import(batch, progress=progress)
    if batch.wrong:
        # What went ahead is there now; the rest is shown again.
        check_import.defer(batch=batch.pk)


@when_given_up("check_import")
@when_given_up("store_import")
def import_given_up(batch: int) -> None:
    """Tells who brought a spreadsheet that nobody works on it any more, because its worker died each time."""
    row = ImportBatch.objects.select_related("by").get(pk=batch)
    if row.move(JobState.FAILED, refusal=TROUBLE):
        tell([row.by], f"Impor “{row.file_name}”: {TROUBLE}", url=row.get_absolute_url())


def _under_way(batch: int, step: str) -> ImportBatch | None:
    """The batch if this step of it is still to be done; a job may come twice, and a batch may be gone."""
    row = ImportBatch.objects.select_related("period__guide", "by__agency").filter(pk=batch, step=step).first()
    return None if row is None or row.is_over else row


@app.periodic(cron="30 18 * * *")
@app.task(name="clear_imports", queue="care", queueing_lock="clear_imports")
def clear_imports(timestamp: int) -> None:
    """Every night at 01.30 WIB: imports that ended or were left lying two weeks ago, with their rows and files."""
    with transaction.atomic():
        old = ImportBatch.objects.filter(moved_at__lt=timezone.now() - datetime.timedelta(days=KEPT_DAYS))
        for batch in old:
            discard(batch.file)
            discard(batch.marked)
        old.delete()
