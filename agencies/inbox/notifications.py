"""Telling people: one line in the inbox and, where an address is known, one mail through the queue."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils import timezone

from agencies.core.models import Agency, Notification, User
from foundation.outbox.models import MailKind
from foundation.outbox.queueing import Mail, send_later
from foundation.site import absolute

CalendarFor = Callable[[str], str]
"""Makes the iCalendar text for the reader with this mail address, who stands in it alone."""


@dataclass(frozen=True, slots=True)
class PersonalLetter:
    """What one person is told: `text` for the inbox; `url` is a path of the portal.

    `subject` and `body` of the mail default to `text`. With `at` it was told back then: the inbox has it from that
    moment, and no mail leaves, because it would come too late. Only the demo and the tests tell of the past. `about` is
    the key of the proposal that it tells of; a letter of `kind` INTERNAL is shown to nobody outside the agency.
    `calendar` makes the entry that goes with the mail, and `paper` is the key of an issued paper that goes with it, see
    `OutgoingMail`.
    """

    reader: User
    text: str
    url: str = ""
    at: datetime.datetime | None = None
    about: int | None = None
    kind: MailKind = MailKind.NOTICE
    calendar: CalendarFor | None = None
    paper: int | None = None


def tell(
    people: Iterable[User], text: str, *, url: str = "", about: int | None = None, kind: MailKind = MailKind.NOTICE
) -> None:
    """Tells each of the people the same, see `PersonalLetter`; all in the caller's transaction."""
    tell_all(PersonalLetter(reader, text, url, about=about, kind=kind) for reader in people)


def tell_all(letters: Iterable[PersonalLetter]) -> None:
    """Writes each letter into its reader's inbox and queues its mail; the queries do not depend on their number."""
    told = list(letters)
    Notification.objects.bulk_create(_line(letter.reader, letter) for letter in told)
    send_later(
        Mail(
            subject=letter.text,
            body=f"Yth. {letter.reader},\n\n{letter.text}\n\n{_farewell(letter.url)}",
            address=letter.reader.email,
            person=letter.reader.pk,
            kind=letter.kind,
            about=letter.about,
            paper=letter.paper,
            calendar=letter.calendar(letter.reader.email) if letter.calendar and letter.reader.email else "",
        )
        for letter in told
        if letter.at is None
    )


@dataclass(frozen=True, slots=True)
class OfficeLetter:
    """What an agency is told: `text` for the inbox, and `more` in the letter; the rest as of a personal one.

    `paper` is the key of an issued paper that goes with the mail, see `OutgoingMail`.
    """

    agency: Agency
    text: str
    url: str = ""
    more: str = ""
    at: datetime.datetime | None = None
    about: int | None = None
    kind: MailKind = MailKind.NOTICE
    paper: int | None = None
    calendar: CalendarFor | None = None


def tell_offices(letters: Iterable[OfficeLetter]) -> None:
    """Writes each text into the inbox of each of the agency's people and queues a letter to each.

    Where nobody has an address, it goes to the agency's own. The number of queries does not depend on that of letters.
    """
    told = list(letters)
    people: dict[int | None, list[User]] = {}
    readers = User.objects.filter(agency__in={letter.agency.pk for letter in told}, is_active=True)
    for person in readers.order_by("pk"):
        people.setdefault(person.agency_id, []).append(person)
    Notification.objects.bulk_create(
        _line(person, letter) for letter in told for person in people.get(letter.agency.pk, [])
    )
    send_later(
        mail for letter in told if letter.at is None for mail in _office_mails(letter, people.get(letter.agency.pk, []))
    )


def _office_mails(letter: OfficeLetter, people: list[User]) -> Iterator[Mail]:
    agency = letter.agency
    body = f"{letter.text}\n\n{letter.more}" if letter.more else letter.text
    words = f"Yth. {agency.official_name},\n\n{body}\n\n{_farewell(letter.url)}"
    to_all = Mail(
        letter.text,
        words,
        agency.contact_email,
        office=agency.code,
        kind=letter.kind,
        about=letter.about,
        paper=letter.paper,
    )
    reachable = [person for person in people if person.email]
    mails = [replace(to_all, address=person.email, person=person.pk) for person in reachable] or [to_all]
    for mail in mails:
        yield replace(mail, calendar=letter.calendar(mail.address)) if letter.calendar and mail.address else mail


def _line(reader: User, letter: PersonalLetter | OfficeLetter) -> Notification:
    at = letter.at or timezone.now()
    return Notification(user=reader, text=letter.text[:300], url=letter.url, about=letter.about, created_at=at)


def _farewell(url: str) -> str:
    return f"{absolute(url)}\n\nPortal Inovasi Daerah"
