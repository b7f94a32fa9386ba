"""Background work somebody watches: its notes are read at once, and what a dead worker left is taken up again."""

import datetime

import pytest
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from dashboard.reports.models import ReportJob
from foundation.queue.jobs import PATIENCE, JobState
from tests import factories

LONG_AGO = PATIENCE + datetime.timedelta(seconds=1)


def make_job(**columns: object) -> ReportJob:
    return ReportJob.objects.create(period=factories.period(), requested_by=factories.leader(), **columns)


@pytest.mark.parametrize(
    ("state", "silent_for", "stalled"),
    [
        (JobState.WAITING, LONG_AGO, True),
        (JobState.WORKING, LONG_AGO, True),
        (JobState.WORKING, datetime.timedelta(seconds=30), False),
        (JobState.DONE, LONG_AGO, False),
        (JobState.FAILED, LONG_AGO, False),
    ],
)
def test_only_silent_work_that_is_not_over_stands_still(
    state: JobState, silent_for: datetime.timedelta, stalled: bool
) -> None:
    job = ReportJob(state=state, moved_at=timezone.now() - silent_for)

    assert job.is_stalled is stalled
    page = render_to_string("components/_job.html", {"job": job, "url": "/laporan/1/", "note": "Silakan tunggu."})
    assert ("Belum ada kemajuan" in page) is stalled


@pytest.mark.django_db(transaction=True)
def test_a_note_inside_a_transaction_is_read_before_it_ends_and_stays_when_it_fails() -> None:
    job = make_job()
    with transaction.atomic(), job.noting_aside() as progress:
        connection.cursor().execute("SELECT 1")
        progress(3, 7)
        transaction.set_rollback(True)

    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (JobState.WORKING, 3, 7)
