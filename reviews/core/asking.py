"""Asking the queue to reckon the adjusted scores of a period anew, once a change of its reviews is through."""

from functools import partial
from typing import Final

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

RECKON: Final = "reckon_adjusted_scores"
# Reviews that are completed within so many seconds are reckoned together.
GATHERING: Final = 2


def ask_to_reckon(period: int) -> None:
    """Queues one reckoning after the present transaction, unless one waits already.

    What is left undone here is taken up by the task that looks every minute: the change itself has left its mark.
    """
    transaction.on_commit(partial(_defer, period))


def _defer(period: int) -> None:
    lock = f"{RECKON}-{period}"
    task = app.configure_task(RECKON, queue="care", queueing_lock=lock, lock=lock, schedule_in={"seconds": GATHERING})
    try:
        with transaction.atomic():
            task.defer(period=period)
    except AlreadyEnqueued:
        pass
