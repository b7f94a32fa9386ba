"""Background work of the leader's pages: making long reports, and the daily reminders."""

import logging

from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from agencies.inbox.notifications import tell
from dashboard.reports.issuing import Order, issue
from dashboard.reports.models import ReportJob
from dashboard.reports.tables import Scope
from foundation.queue.jobs import JobState, Stopped
from foundation.queue.losses import when_given_up
from foundation.queue.outage import OutageRetries, database_is_away

logger = logging.getLogger(__name__)


@app.task(name="build_report", queue="reports", retry=OutageRetries())
def build_report(job_id: int) -> None:
    """Makes the report of a job and keeps its progress; a failure is recorded in the job, where its owner reads it."""
    job = ReportJob.objects.select_related("period", "requested_by").get(pk=job_id)
    if job.is_over:
        return
    try:
        report = issue(order_of(job), progress=job.note_or_stop)
    except Stopped:
        return
    except Exception as problem:
        if database_is_away(problem):
            raise
        logger.exception("Report job %s failed", job_id)
        job.move(JobState.FAILED)
        return
    job.move(JobState.DONE, report=report, done=100, total=100)


@when_given_up("build_report")
def report_given_up(job_id: int) -> None:
    """Tells who asked for a report that nobody makes it any more, because its worker died each time."""
    job = ReportJob.objects.select_related("requested_by").get(pk=job_id)
    if job.move(JobState.FAILED):
        tell(
            [job.requested_by],
            f"Laporan “{job.title}” tidak dapat disusun: pekerjaannya terhenti tiga kali, mungkin karena isinya "
            "terlalu banyak. Pilih isi yang lebih sedikit, atau hubungi teknisi portal.",
            url=reverse("dashboard:job", args=[job.pk]),
        )


def order_of(job: ReportJob) -> Order:
    """The order a job stands for, at the present moment."""
    chosen = job.scope
    scope = Scope(job.requested_by, job.period, timezone.now(), chosen.get("kelompok", ""), chosen.get("kecamatan", ""))
    return Order(job.kinds, scope, job.title, chosen.get("rapat", {}))
