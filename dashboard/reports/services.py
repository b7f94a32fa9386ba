"""Writes of the leader's pages that touch more than one thing."""

from typing import Any

from django.db import transaction

from agencies.core.models import User
from dashboard.reports.models import ReportJob
from dashboard.reports.tasks import build_report
from foundation.queue.jobs import UNDER_WAY, JobState
from proposals.core.period.models import Period


@transaction.atomic
def order_report(kinds: list[str], period: Period, *, by: User, title: str = "", scope: dict[str, Any]) -> ReportJob:
    """Queues a report and returns its job; the same order still under way is not queued twice, even at once."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    same = ReportJob.objects.filter(
        kinds=kinds, period=period, title=title, scope=scope, requested_by=by, state__in=UNDER_WAY
    ).first()
    if same:
        return same
    job = ReportJob.objects.create(kinds=kinds, period=period, title=title, scope=scope, requested_by=by)
    build_report.defer(job_id=job.pk)
    return job


def call_off(job: ReportJob) -> bool:
    """Ends a job that is under way; what works on it stops at its next page. False when it was over already."""
    return job.move(JobState.STOPPED)
