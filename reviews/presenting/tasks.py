"""Background work of presentations: printing invitations, and telling those who left a jury."""

import logging
from collections.abc import Callable
from functools import partial

from procrastinate.contrib.django import app

from foundation.issued.models import IssuedPaper
from foundation.outbox.waking import wake_when_done
from foundation.queue.outage import OutageRetries, database_is_away
from reviews.presenting.inviting import printed_for_juror, printed_invitation
from reviews.presenting.leavers import tell_leavers
from reviews.presenting.models import Slot, SlotJury

logger = logging.getLogger(__name__)


@app.task(name="issue_invitations", queue="reports", retry=OutageRetries())
def issue_invitations() -> None:
    """Prints every letter that was reserved; one that cannot be made is made when it is opened."""
    for slot in Slot.objects.filter(invitation__sha256="").order_by("pk"):
        _print(partial(printed_invitation, slot), slot.pk)
    for seat in SlotJury.objects.filter(invitation__sha256="").order_by("pk"):
        _print(partial(printed_for_juror, seat), seat.slot_id)
    wake_when_done()  # the mails that wait for them


def _print(printing: Callable[[], IssuedPaper | None], slot: int) -> None:
    try:
        printing()
    except Exception as problem:
        if database_is_away(problem):
            raise
        logger.exception("An invitation to slot %s could not be printed", slot)


@app.periodic(cron="* * * * *")
@app.task(name="tell_jurors_who_left", queue="care", queueing_lock="tell_jurors_who_left")
def tell_jurors_who_left(timestamp: int) -> None:
    """Every minute: those whom the database took off a jury, for a conflict, a task given back or a closed account."""
    tell_leavers()
