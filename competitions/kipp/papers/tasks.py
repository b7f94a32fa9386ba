"""Background work of the entries' papers: making archives, and clearing away old ones."""

import logging

from django.urls import reverse
from procrastinate.contrib.django import app

from agencies.inbox.notifications import tell
from competitions.kipp.papers import producing
from competitions.kipp.papers.models import EntryArchive
from foundation.queue.jobs import JobState, Stopped
from foundation.queue.losses import when_given_up
from foundation.queue.outage import OutageRetries, database_is_away

logger = logging.getLogger(__name__)


@app.task(name="build_entry_archive", queue="reports", retry=OutageRetries())
def build_entry_archive(archive: int) -> None:
    """Makes one archive and keeps its progress; a failure is recorded in it, where its owner reads it."""
    asked = EntryArchive.objects.select_related("edition", "requested_by").filter(pk=archive).first()
    if asked is None or asked.is_over:
        return
    try:
        producing.produce(asked)
    except Stopped:
        return
    except Exception as problem:
        if database_is_away(problem):
            raise
        logger.exception("Archive of entries %s failed", archive)
        asked.move(JobState.FAILED)


@when_given_up("build_entry_archive")
def entry_archive_given_up(archive: int) -> None:
    """Tells who asked for an archive that nobody makes it any more, because its worker died each time."""
    for asked in EntryArchive.objects.select_related("edition", "requested_by").filter(pk=archive):
        if asked.move(JobState.FAILED):
            tell(
                [asked.requested_by],
                f"{asked} tidak dapat disusun: pekerjaannya terhenti tiga kali. Minta satu entri lebih dahulu, atau "
                "hubungi teknisi portal.",
                url=reverse("competitions:kipp", args=[asked.edition.year]),
            )


@app.periodic(cron="55 18 * * *")
@app.task(name="forget_entry_archives", queue="care", queueing_lock="forget_entry_archives")
def forget_entry_archives(timestamp: int) -> None:
    """Every night at 01.55 WIB: archives of more than a week ago; `timestamp` is when the run was planned."""
    producing.forget_old()
