"""Background work of the entry desk: making archives, and clearing away old ones."""

import logging

from django.urls import reverse
from procrastinate.contrib.django import app

from agencies.inbox.notifications import tell
from competitions.iga.entry import producing
from competitions.iga.entry.models import EvidenceArchive
from foundation.queue.jobs import JobState, Stopped
from foundation.queue.losses import when_given_up
from foundation.queue.outage import OutageRetries, database_is_away

logger = logging.getLogger(__name__)


@app.task(name="build_evidence_archive", queue="reports", retry=OutageRetries())
def build_evidence_archive(archive: int) -> None:
    """Makes one archive and keeps its progress; a failure is recorded in it, where its owner reads it."""
    asked = EvidenceArchive.objects.select_related("edition", "requested_by").filter(pk=archive).first()
    if asked is None or asked.is_over:
        return
    try:
        producing.produce(asked)
    except Stopped:
        return
    except Exception as problem:
        if database_is_away(problem):
            raise
        logger.exception("Archive %s failed", archive)
        asked.move(JobState.FAILED)


@when_given_up("build_evidence_archive")
def archive_given_up(archive: int) -> None:
    """Tells who asked for an archive that nobody makes it any more, because its worker died each time."""
    for asked in EvidenceArchive.objects.select_related("edition", "requested_by").filter(pk=archive):
        if asked.move(JobState.FAILED):
            tell(
                [asked.requested_by],
                f"{asked} tidak dapat disusun: pekerjaannya terhenti tiga kali. Minta satu inovasi lebih dahulu, atau "
                "hubungi teknisi portal.",
                url=reverse("competitions:entry_list", args=[asked.edition.year]),
            )


@app.periodic(cron="50 18 * * *")
@app.task(name="forget_evidence_archives", queue="care", queueing_lock="forget_evidence_archives")
def forget_evidence_archives(timestamp: int) -> None:
    """Every night at 01.50 WIB: archives of more than a week ago; `timestamp` is when the run was planned."""
    producing.forget_old()
