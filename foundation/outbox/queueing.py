"""Putting mail into the outbox, in the caller's transaction; the queue is woken when it ends."""

from collections.abc import Iterable
from dataclasses import dataclass

from foundation.figures import Figure, as_property
from foundation.outbox.models import MailKind, OutgoingMail
from foundation.outbox.subjects import subject_line
from foundation.outbox.waking import wake_when_done


@dataclass(frozen=True, slots=True)
class Mail:
    """One plain-text mail to one address; the other parts as `OutgoingMail` has them, `person` and `paper` by key."""

    subject: str
    body: str
    address: str
    person: int | None = None
    office: str = ""
    kind: MailKind = MailKind.NOTICE
    about: int | None = None
    secret: bool = False
    figures: tuple[Figure, ...] = ()
    paper: int | None = None
    calendar: str = ""


def send_later(mails: Iterable[Mail]) -> None:
    """Stores mails to be sent, by one query; those without an address are left out."""
    rows = [_row(mail) for mail in mails if mail.address]
    if rows:
        OutgoingMail.objects.bulk_create(rows)
        wake_when_done()


def _row(mail: Mail) -> OutgoingMail:
    return OutgoingMail(
        person_id=mail.person,
        office=mail.office,
        address=mail.address,
        subject=subject_line(mail.subject),
        body=mail.body,
        figures=as_property(mail.figures) if mail.figures else "",
        kind=mail.kind,
        about=mail.about,
        secret=mail.secret,
        paper_id=mail.paper,
        calendar=mail.calendar,
    )
