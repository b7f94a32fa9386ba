"""Printing what was ordered, and clearing away what is not needed any more."""

import datetime
from collections.abc import Iterable
from functools import partial
from typing import Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from foundation.papers.rendering import printed
from foundation.printing.models import PrintOrder
from foundation.queue.jobs import JobState

KEPT: Final = datetime.timedelta(days=7)


def produce(order: PrintOrder) -> None:
    """Prints what was ordered, notes the progress, and keeps the paper."""
    pdf = printed(order.source, tell=lambda percent: order.note(percent, 100))
    order.file.save("berkas.pdf", ContentFile(pdf), save=False)
    if not order.move(JobState.DONE, file=order.file.name, source="", done=100, total=100):
        order.file.storage.delete(str(order.file.name))


def forget(orders: Iterable[PrintOrder]) -> None:
    """Deletes these orders; their files go when the transaction is through."""
    for order in orders:
        if order.file:
            transaction.on_commit(partial(order.file.storage.delete, str(order.file.name)))
        order.delete()


def forget_old() -> None:
    """Forgets the papers ordered longer than a week ago."""
    with transaction.atomic():
        forget(PrintOrder.objects.filter(requested_at__lt=timezone.now() - KEPT))
