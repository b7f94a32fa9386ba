"""Writes on the inbox: what was read."""

from django.db import transaction
from django.utils import timezone

from agencies.core.models import Notification, User


@transaction.atomic
def read(notification: Notification) -> None:
    """Marks one notification as read; a second time changes nothing."""
    Notification.objects.filter(pk=notification.pk, read_at=None).update(read_at=timezone.now())


def read_all(person: User) -> int:
    """Marks everything in the inbox as read and tells how many lines that were."""
    return Notification.objects.filter(user=person, read_at=None).update(read_at=timezone.now())
