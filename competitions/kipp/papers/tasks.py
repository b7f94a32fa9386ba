"""Background work of the entries' papers: making archives, and clearing away old ones."""

from django.db.models import QuerySet
from django.urls import reverse
from procrastinate.contrib.django import app

from competitions.entering.takingalong import given_up, made
from competitions.kipp.papers import producing
from competitions.kipp.papers.models import EntryArchive
from foundation.queue.losses import when_given_up
from foundation.queue.outage import OutageRetries


@app.task(name="build_entry_archive", queue="reports", retry=OutageRetries())
def build_entry_archive(archive: int) -> None:
    """Makes one archive and keeps its progress; a failure is recorded in it, where its owner reads it."""
    made(_asked(archive).first(), producing.produce)


@when_given_up("build_entry_archive")
def entry_archive_given_up(archive: int) -> None:
    """Tells who asked for an archive that nobody makes it any more, because its worker died each time."""
    given_up(_asked(archive), "entri", lambda year: reverse("competitions:kipp", args=[year]))


def _asked(archive: int) -> QuerySet[EntryArchive]:
    return EntryArchive.objects.select_related("edition", "requested_by").filter(pk=archive)


@app.periodic(cron="55 18 * * *")
@app.task(name="forget_entry_archives", queue="care", queueing_lock="forget_entry_archives")
def forget_entry_archives(timestamp: int) -> None:
    """Every night at 01.55 WIB: archives of more than a week ago; `timestamp` is when the run was planned."""
    producing.forget_old()
