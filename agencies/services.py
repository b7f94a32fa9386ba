"""Writes of the ground floor that touch more than one thing."""

from allauth.account.forms import ResetPasswordForm
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from agencies.models import Notification, User


def invite(person: User, *, form_request: HttpRequest) -> None:
    """Queues the mail with the link by which a new person sets the own password."""
    form = ResetPasswordForm({"email": person.email})
    if form.is_valid():
        form.save(form_request)


@transaction.atomic
def read(notification: Notification) -> None:
    """Marks one notification as read; a second time changes nothing."""
    Notification.objects.filter(pk=notification.pk, read_at=None).update(read_at=timezone.now())


def read_all(person: User) -> int:
    """Marks everything in the inbox as read and tells how many lines that were."""
    return Notification.objects.filter(user=person, read_at=None).update(read_at=timezone.now())
