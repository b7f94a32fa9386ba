"""Telling people: one line in the inbox and, where an address is known, one mail through the queue."""

from collections.abc import Iterable

from django.conf import settings

from agencies.models import Agency, Notification, User
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


def tell_office(agency: Agency, text: str, *, url: str = "", more: str = "") -> None:
    """Writes `text` into the inbox of each of the agency's people and queues one letter to all of them together.

    The letter adds `more`. Where nobody has an address, it goes to the agency's own.
    """
    people = list(agency.people.filter(is_active=True))
    Notification.objects.bulk_create(Notification(user=person, text=text[:300], url=url) for person in people)
    body = f"{text}\n\n{more}" if more else text
    send_mail_later(
        subject=text[:120],
        body=f"Yth. {agency.official_name},\n\n{body}\n\n{settings.SITE_URL}{url}\n\nPortal Inovasi Daerah",
        to=[person.email for person in people if person.email] or [agency.contact_email],
    )
