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


def read_about(person: User, about: int) -> None:
    """Who opens a proposal has read what the inbox says of it; asks nothing while the inbox has nothing new."""
    if person.unread:
        person.unread -= Notification.objects.filter(user=person, about=about, read_at=None).update(
            read_at=timezone.now()
        )
