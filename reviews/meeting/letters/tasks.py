"""Background work of the letters on outcomes."""

import logging

from procrastinate.contrib.django import app

from foundation.outbox.waking import wake_when_done
from foundation.queue.outage import OutageRetries, database_is_away
from reviews.meeting.core.models import Decision
from reviews.meeting.letters.keeping import letter_of

logger = logging.getLogger(__name__)


@app.task(name="issue_outcome_letters", queue="reports", retry=OutageRetries())
def issue_letters(meeting: int) -> None:
    """Issues the letters on the outcomes of a released meeting; one that cannot be made is made when it is opened."""
    for decision in Decision.objects.filter(meeting=meeting, carried_out_at__isnull=False).order_by("pk"):
        try:
            letter_of(decision)
        except Exception as problem:
            if database_is_away(problem):
                raise
            logger.exception("The letter on decision %s could not be issued", decision.pk)
    wake_when_done()  # the mails that wait for them
