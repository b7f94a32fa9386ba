"""Writes of the leader's pages that touch more than one thing."""

from typing import Any

from django.db import transaction

from agencies.jobs import UNDER_WAY
from agencies.models import User
from dashboard.models import ReportJob
from dashboard.tasks import build_report
from proposals.models import Period


@transaction.atomic
def order_report(kinds: list[str], period: Period, *, by: User, title: str = "", scope: dict[str, Any]) -> ReportJob:
    """Queues a report and returns its job; the same order still under way is not queued twice."""
    same = ReportJob.objects.filter(
        kinds=kinds, period=period, title=title, scope=scope, requested_by=by, state__in=UNDER_WAY
    ).first()
    if same:
        return same
    job = ReportJob.objects.create(kinds=kinds, period=period, title=title, scope=scope, requested_by=by)
    build_report.defer(job_id=job.pk)
    return job
