"""Background work of the outbox: sending what is due, every minute and when something new waits; sweeping old mail."""

from contextlib import suppress

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from foundation.outbox import keeping, sending


@app.periodic(cron="* * * * *")
@app.task(name="send_mails", queue="mail", queueing_lock="send_mails", lock="send_mails")
def send_mails(timestamp: int = 0) -> None:
    """Sends what is due; `timestamp` is when the run was planned. The mails themselves stand in the outbox."""
    sending.send_due()


def wake() -> None:
    """Has the queue look at the outbox soon; for use outside transactions."""
    with suppress(AlreadyEnqueued):
        send_mails.defer()


@app.periodic(cron="40 3 * * *")
@app.task(name="sweep_outbox", queue="care", queueing_lock="sweep_outbox")
def sweep_outbox(timestamp: int) -> None:
    """Every night: mail that ended longer ago than the setting says is deleted; `timestamp` as of the plan."""
    keeping.sweep()
