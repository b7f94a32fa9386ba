"""Telling people: one line in the inbox and, where an address is known, one mail through the queue."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from agencies.core.models import Agency, Notification, User
from foundation.tasks import Mail, send_mails_later


def tell(people: Iterable[User], text: str, *, url: str = "", subject: str = "", body: str = "") -> None:
    """Writes `text` into each person's inbox and queues a mail, all in the caller's transaction.

    `url` is a path of the portal; `subject` and `body` default to `text`. The mail carries the full address.
    """
    readers = list(people)
    Notification.objects.bulk_create(Notification(user=reader, text=text[:300], url=url) for reader in readers)
    send_mails_later(
        Mail(
            subject=subject or text[:120],
            body=f"Yth. {reader},\n\n{body or text}\n\n{settings.SITE_URL}{url}\n\nPortal Inovasi Daerah",
            to=[reader.email],
        )
        for reader in readers
    )


@dataclass(frozen=True, slots=True)
class OfficeLetter:
    """What an agency is told: `text` for the inbox, and `more` in the letter; `url` is a path of the portal."""

    agency: Agency
    text: str
    url: str = ""
    more: str = ""


def tell_offices(letters: Iterable[OfficeLetter]) -> None:
    """Writes each text into the inbox of each of the agency's people and queues one letter to all of them together.

    Where nobody has an address, it goes to the agency's own. The number of queries does not depend on that of letters.
    """
    told = list(letters)
    people: dict[int | None, list[User]] = {}
    for person in User.objects.filter(agency__in={letter.agency.pk for letter in told}, is_active=True):
        people.setdefault(person.agency_id, []).append(person)
    Notification.objects.bulk_create(
        Notification(user=person, text=letter.text[:300], url=letter.url)
        for letter in told
        for person in people.get(letter.agency.pk, [])
    )
    send_mails_later(_office_mail(letter, people.get(letter.agency.pk, [])) for letter in told)


def _office_mail(letter: OfficeLetter, people: list[User]) -> Mail:
    agency = letter.agency
    body = f"{letter.text}\n\n{letter.more}" if letter.more else letter.text
    return Mail(
        subject=letter.text[:120],
        body=f"Yth. {agency.official_name},\n\n{body}\n\n{settings.SITE_URL}{letter.url}\n\nPortal Inovasi Daerah",
        to=[person.email for person in people if person.email] or [agency.contact_email],
    )
