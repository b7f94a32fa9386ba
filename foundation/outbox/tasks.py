"""Background work of the outbox: sending what is due, every minute and when `waking` asks; sweeping old mail."""

from django.conf import settings
from procrastinate.contrib.django import app

from foundation.outbox import bounces, keeping, mailbox, sending
from foundation.outbox.waking import SEND


@app.periodic(cron="* * * * *")
@app.task(name=SEND, queue="mail", queueing_lock=SEND, lock=SEND)
def send_mails(timestamp: int = 0) -> None:
    """Sends what is due; `timestamp` is when the run was planned. The mails themselves stand in the outbox."""
    sending.send_due()


@app.periodic(cron="*/5 * * * *")
@app.task(name="receive_bounces", queue="care", queueing_lock="receive_bounces", lock="receive_bounces")
def receive_bounces(timestamp: int) -> None:
    """Every five minutes: what servers returned is noted on its mail; `timestamp` as of the plan."""
    if settings.BOUNCE_MAILBOX:
        mailbox.empty(bounces.receive)


@app.periodic(cron="40 3 * * *")
@app.task(name="sweep_outbox", queue="care", queueing_lock="sweep_outbox")
def sweep_outbox(timestamp: int) -> None:
    """Every night: mail that ended longer ago than the setting says is deleted; `timestamp` as of the plan."""
    keeping.sweep()
