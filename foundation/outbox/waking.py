"""Calling the queue to the outbox when a transaction that put mail into it has ended."""

from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

SEND = "send_mails"


def wake_when_done() -> None:
    """Has the queue look at the outbox soon after the caller's transaction; without it, it would within a minute."""
    transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    with suppress(AlreadyEnqueued):
        app.configure_task(SEND, queue="mail", queueing_lock=SEND, lock=SEND).defer(timestamp=0)
