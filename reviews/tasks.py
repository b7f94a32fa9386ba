"""Background work of reviewing: working out assignment plans, printing, and reminding reviewers every morning."""

import logging

from procrastinate.contrib.django import app

from agencies.jobs import JobState
from reviews import automatic, printing, reminders
from reviews.models import AssignmentPlan, MeetingPaper

logger = logging.getLogger(__name__)


@app.task(name="work_out_assignments", queue="long")
def work_out_assignments(plan: int) -> None:
    """Fills in one dry run; one that is gone or ready meanwhile is left alone."""
    waiting = AssignmentPlan.objects.filter(state=AssignmentPlan.State.QUEUED)
    draft = waiting.select_related("stage", "created_by").filter(pk=plan).first()
    if draft:
        automatic.work_out(draft)


@app.task(name="print_meeting_paper", queue="reports")
def print_meeting_paper(paper: int) -> None:
    """Prints one paper of a meeting; a failure is recorded in the job, where its reader finds it."""
    papers = MeetingPaper.objects.select_related("meeting__period", "meeting__chair", "meeting__head", "requested_by")
    ordered = papers.filter(pk=paper).first()
    if ordered is None or ordered.is_over:
        return
    try:
        printing.produce(ordered)
    except Exception:
        logger.exception("Meeting paper %s failed", paper)
        ordered.move(JobState.FAILED)


@app.periodic(cron="0 1 * * 1-5")
@app.task(name="remind_reviewers", queue="mail")
def remind_reviewers(timestamp: int) -> None:
    """Every working day at 08.00 WIB (01.00 UTC)."""
    reminders.remind()
