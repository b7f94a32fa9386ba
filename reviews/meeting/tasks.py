"""Background work of reviewing: working out assignment plans, printing, and reminding reviewers every morning."""

import logging

from procrastinate.contrib.django import app

from foundation.jobs import JobState
from reviews.meeting import printing
from reviews.meeting.prints import MeetingPaper

logger = logging.getLogger(__name__)


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
