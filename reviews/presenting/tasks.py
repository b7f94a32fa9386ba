"""Background work of presentations: printing invitations before the mails that wait for them go out."""

import logging

from procrastinate.contrib.django import app

from foundation.outage import OutageRetries, database_is_away
from foundation.outbox.waking import wake_when_done
from reviews.presenting.inviting import printed_invitation
from reviews.presenting.models import Slot

logger = logging.getLogger(__name__)


@app.task(name="issue_invitations", queue="reports", retry=OutageRetries())
def issue_invitations() -> None:
    """Prints every letter that was reserved; one that cannot be made is made when it is opened."""
    for slot in Slot.objects.filter(invitation__sha256="").order_by("pk"):
        try:
            printed_invitation(slot)
        except Exception as problem:
            if database_is_away(problem):
                raise
            logger.exception("The invitation to slot %s could not be printed", slot.pk)
    wake_when_done()  # the mails that wait for them
