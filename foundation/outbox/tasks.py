"""Background work of the outbox: sending what is due, every minute and when `waking` asks; sweeping old mail."""

from procrastinate.contrib.django import app

from foundation.outbox import keeping, sending
from foundation.outbox.waking import SEND


@app.periodic(cron="* * * * *")
@app.task(name=SEND, queue="mail", queueing_lock=SEND, lock=SEND)
def send_mails(timestamp: int = 0) -> None:
    """Sends what is due; `timestamp` is when the run was planned. The mails themselves stand in the outbox."""
    sending.send_due()


@app.periodic(cron="40 3 * * *")
@app.task(name="sweep_outbox", queue="care", queueing_lock="sweep_outbox")
def sweep_outbox(timestamp: int) -> None:
    """Every night: mail that ended longer ago than the setting says is deleted; `timestamp` as of the plan."""
    keeping.sweep()
