"""Emptying the mailbox for returned mail: a Maildir of this machine, or one on an IMAP server.

`BOUNCE_MAILBOX` names it, as maildir:///var/mail/pantulan or imaps://name:password@host/INBOX. What was read is marked
as read and not looked at again; nothing is deleted.
"""

import imaplib
import mailbox
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings

PORTS = {"imap": 143, "imaps": 993}
Take = Callable[[bytes], object]


class MailboxError(Exception):
    """The mailbox cannot be read; the text is an Indonesian sentence for the technician."""


def empty(take: Take) -> int:
    """Gives every unread message to `take` and marks it as read; returns how many. Raises MailboxError."""
    place = urlsplit(settings.BOUNCE_MAILBOX)
    readers = {"maildir": _maildir, "imap": _imap, "imaps": _imap}
    if place.scheme not in readers:
        raise MailboxError(
            "BOUNCE_MAILBOX: isi seperti maildir:///var/mail/pantulan atau imaps://nama:sandi@host/INBOX."
        )
    try:
        return readers[place.scheme](place, take)
    except (OSError, imaplib.IMAP4.error, mailbox.Error) as problem:
        raise MailboxError(f"Kotak pantulan tidak dapat dibaca: {problem}") from problem


def _maildir(place: SplitResult, take: Take) -> int:
    if not (Path(place.path) / "new").is_dir():
        raise MailboxError(f"Kotak pantulan tidak ada: {place.path} bukan Maildir.")
    box, amount = mailbox.Maildir(place.path, create=False), 0
    for key, message in box.iteritems():
        if message.get_subdir() == "new":
            take(box.get_bytes(key))
            message.set_subdir("cur")
            message.add_flag("S")
            box[key] = message
            amount += 1
    return amount


def _imap(place: SplitResult, take: Take) -> int:
    with _inbox(place) as server:
        _, found = server.search(None, "UNSEEN")
        numbers = found[0].split()
        for number in numbers:
            # Peeking leaves it unread, so that it is looked at again when noting it fails.
            _, parts = server.fetch(number, "(BODY.PEEK[])")
            take(next(part[1] for part in parts if isinstance(part, tuple)))
            server.store(number, "+FLAGS", r"(\Seen)")
        return len(numbers)


@contextmanager
def _inbox(place: SplitResult) -> Iterator[imaplib.IMAP4]:
    kind = imaplib.IMAP4_SSL if place.scheme == "imaps" else imaplib.IMAP4
    with kind(place.hostname or "", place.port or PORTS[place.scheme], timeout=settings.EMAIL_TIMEOUT) as server:
        server.login(unquote(place.username or ""), unquote(place.password or ""))
        server.select(place.path.strip("/") or "INBOX")
        yield server
