"""Background work of printing: how it is asked for, one paper, and clearing away old ones."""

import logging

from django.contrib.auth import get_user_model
from django.db import transaction
from procrastinate.contrib.django import app

from foundation.printing import producing
from foundation.printing.models import PrintOrder
from foundation.queue.jobs import UNDER_WAY, JobState
from foundation.queue.losses import when_given_up
from foundation.queue.outage import OutageRetries, database_is_away

logger = logging.getLogger(__name__)


@app.task(name="print_order", queue="reports", retry=OutageRetries())
def print_order(order: int) -> None:
    """Prints one paper; a failure is recorded in the order, where its reader finds it."""
    asked = PrintOrder.objects.filter(pk=order).first()
    if asked is None or asked.is_over:
        return
    try:
        producing.produce(asked)
    except Exception as problem:
        if database_is_away(problem):
            raise
        logger.exception("Paper %s failed", order)
        asked.move(JobState.FAILED)


@when_given_up("print_order")
def given_up(order: int) -> None:
    """Ends the order of a paper whose worker died each time, so that its page says so."""
    for asked in PrintOrder.objects.filter(pk=order):
        asked.move(JobState.FAILED)


@transaction.atomic
def ordered(person: int, *, address: str, title: str, source: str, fingerprint: str) -> PrintOrder:
    """The order that the person with this key has under way, else a new one, queued; earlier ones of the address go."""
    get_user_model()._default_manager.select_for_update(no_key=True).get(pk=person)
    mine = PrintOrder.objects.filter(person_id=person)
    under_way = mine.filter(state__in=UNDER_WAY).first()
    if under_way:
        return under_way
    producing.forget(mine.filter(address=address))
    order = PrintOrder.objects.create(
        person_id=person, address=address, title=title[:200], source=source, fingerprint=fingerprint
    )
    print_order.defer(order=order.pk)
    return order


@app.periodic(cron="45 18 * * *")
@app.task(name="forget_printed", queue="care", queueing_lock="forget_printed")
def forget_printed(timestamp: int) -> None:
    """Every night at 01.45 WIB: papers of more than a week ago; `timestamp` is when the run was planned."""
    producing.forget_old()
