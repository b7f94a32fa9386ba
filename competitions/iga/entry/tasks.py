"""Background work of the entry desk: making archives, and clearing away old ones."""

from django.db.models import QuerySet
from django.urls import reverse
from procrastinate.contrib.django import app

from competitions.entering.takingalong import given_up, made
from competitions.iga.entry import producing
from competitions.iga.entry.models import EvidenceArchive
from foundation.queue.losses import when_given_up
from foundation.queue.outage import OutageRetries


@app.task(name="build_evidence_archive", queue="reports", retry=OutageRetries())
def build_evidence_archive(archive: int) -> None:
    """Makes one archive and keeps its progress; a failure is recorded in it, where its owner reads it."""
    made(_asked(archive).first(), producing.produce)


@when_given_up("build_evidence_archive")
def archive_given_up(archive: int) -> None:
    """Tells who asked for an archive that nobody makes it any more, because its worker died each time."""
    given_up(_asked(archive), "inovasi", lambda year: reverse("competitions:entry_list", args=[year]))


def _asked(archive: int) -> QuerySet[EvidenceArchive]:
    return EvidenceArchive.objects.select_related("edition", "requested_by").filter(pk=archive)


@app.periodic(cron="50 18 * * *")
@app.task(name="forget_evidence_archives", queue="care", queueing_lock="forget_evidence_archives")
def forget_evidence_archives(timestamp: int) -> None:
    """Every night at 01.50 WIB: archives of more than a week ago; `timestamp` is when the run was planned."""
    producing.forget_old()
