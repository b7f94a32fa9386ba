"""Telling people: one line in the inbox and, where an address is known, one mail through the queue."""

from collections.abc import Iterable

from django.conf import settings

from agencies.models import Notification, User
from agencies.tasks import send_mail_later


def tell(people: Iterable[User], text: str, *, url: str = "", subject: str = "", body: str = "") -> None:
    """Writes `text` into each person's inbox and queues a mail, all in the caller's transaction.

    `url` is a path of the portal; `subject` and `body` default to `text`. The mail carries the full address.
    """
    readers = list(people)
    Notification.objects.bulk_create(Notification(user=reader, text=text[:300], url=url) for reader in readers)
    for reader in readers:
        send_mail_later(
            subject=subject or text[:120],
            body=f"Yth. {reader},\n\n{body or text}\n\n{settings.SITE_URL}{url}\n\nPortal Inovasi Daerah",
            to=[reader.email],
        )
