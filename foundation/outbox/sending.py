"""Sending what is due: one mail after the other over one connection, each by its own row under lock.

A server that is down or silent is asked once, or three times when it takes the connection and fails later; then all
that is due waits, so that five hundred mails do not wait for five hundred time-outs. The first mail that goes through
afterwards calls the waiting ones up.
"""

import datetime
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from foundation.figures import PROPERTY
from foundation.outbox.faults import MailFault, fault_of
from foundation.outbox.models import MailState, OutgoingMail
from foundation.outbox.waits import next_try

# Says that no person wrote a mail, so that absence notes stay away: RFC 3834, section 5.
AUTOMATIC = {"Auto-Submitted": "auto-generated"}
# So often in one run the server may fail within a mail before the rest waits; one mail alone holds up nobody.
MOST_TROUBLES = 3
# What met trouble in a run in which others went through is tried again after this.
SOON = datetime.timedelta(minutes=15)
# Servers take mails of 10 MB and more; a paper grows by a third on its way.
LARGEST = 5 * 1024 * 1024
CHANGED = ("attempts", "server_fault", "reason", "answer", "next_try_at", "state", "ended_at", "body")
log = logging.getLogger(__name__)


def send_due() -> int:
    """Sends every mail that is due, and returns how many went out."""
    sent = troubles = 0
    soon = timezone.now() + SOON
    with _server() as server:
        while troubles < MOST_TROUBLES and (outcome := _send_next(server)) is not None:
            if outcome.fault is None:
                sent, troubles = sent + 1, 0
                if sent == 1:
                    _call_up(timezone.now())
            elif outcome.fault.of_server:
                troubles += 1
                if not outcome.connected or troubles == MOST_TROUBLES:
                    _hold_back(outcome.fault)
                    return sent
    if sent:
        _call_up(soon)
    return sent


class _Server:
    """The mail server behind a connection that is opened when it is first needed and after it broke."""

    def __init__(self) -> None:
        self.backend: BaseEmailBackend | None = None

    def deliver(self, message: EmailMessage) -> None:
        """Hands the message over; raises what the server or the line answers."""
        if self.backend is None:
            self.backend = _opened()
        self.backend.send_messages([message])

    def hang_up(self) -> None:
        """Closes the connection; a broken one may fail once more."""
        if self.backend is not None:
            with suppress(Exception):
                self.backend.close()
            self.backend = None


def _opened() -> BaseEmailBackend:
    backend = get_connection()
    try:
        backend.open()
    except Exception:
        with suppress(Exception):
            backend.close()
        raise
    return backend


@contextmanager
def _server() -> Iterator[_Server]:
    server = _Server()
    try:
        yield server
    finally:
        server.hang_up()


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one mail; `connected`: the server had taken the connection."""

    fault: MailFault | None
    connected: bool


@transaction.atomic
def _send_next(server: _Server) -> _Outcome | None:
    """Sends the mail that is longest due, unless another worker holds it; None: nothing is due.

    Its row stays locked until what became of it is stored: two workers do not send it, nor is it sent a second time.
    """
    due = OutgoingMail.objects.due(timezone.now())
    mail = due.select_for_update(skip_locked=True, of=("self",)).first()
    if mail is None:
        return None
    fault = _deliver(mail, server)
    connected = server.backend is not None
    if fault is not None and fault.of_server:
        server.hang_up()
    now = timezone.now()
    mail.attempts += 1
    if fault is None:
        mail.end(MailState.SENT, now)
    else:
        _fail(mail, fault, now)
    mail.save(update_fields=CHANGED)
    return _Outcome(fault, connected)


def _deliver(mail: OutgoingMail, server: _Server) -> MailFault | None:
    """Hands one mail to the server; None: it took it."""
    try:
        server.deliver(message_of(mail))
    except Exception as problem:  # whatever one mail meets, the others go on
        fault = fault_of(problem)
        if server.backend is None:  # it did not come to this mail at all
            return replace(fault, of_server=True, final=False)
        if not fault.of_server and not fault.final:
            log.warning("Surel %s: %s %s", mail.pk, fault.reason, fault.answer)
        return fault
    return None


def message_of(mail: OutgoingMail) -> EmailMessage:
    """The mail as it goes over the line. What the receiving server returns finds its row by the sender or the id."""
    sender = settings.DEFAULT_FROM_EMAIL
    headers = AUTOMATIC | {"From": sender, "Message-ID": message_id(mail)}
    if mail.figures:
        headers[PROPERTY] = mail.figures
    sent_by = return_path(mail) or sender
    message = EmailMultiAlternatives(mail.subject, mail.body, sent_by, [mail.address], headers=headers)
    if mail.calendar:
        _add_calendar(message, mail.calendar)
    for name, content in _attached(mail):
        message.attach(name, content, "application/pdf")
    return message


def _add_calendar(message: EmailMultiAlternatives, calendar: str) -> None:
    """As a part of the mail, which programs offer to enter, and as a file for those that do not.

    The method in the header must be that of the text: RFC 6047, section 2.4. Only the part has one.
    """
    method = next(line.partition(":")[2] for line in calendar.splitlines() if line.startswith("METHOD:"))
    message.attach_alternative(calendar, f"text/calendar; method={method}")
    message.attach("jadwal.ics", calendar.encode(), "application/ics")


def _attached(mail: OutgoingMail) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of the paper that goes with the mail; nothing for one too large, not issued or not readable.

    The words of the mail say where it is opened in the portal, so that it goes without the bytes, too.
    """
    paper = mail.paper
    if paper is None or not paper.sha256 or paper.size > LARGEST:
        return
    try:
        yield paper.filename, paper.read()
    except Exception:
        log.exception("Surel %s: naskah %s tidak dapat dilampirkan", mail.pk, paper.serial)


def message_id(mail: OutgoingMail) -> str:
    """The same for every try, so that a server that took a mail twice can tell."""
    return f"<surel.{mail.pk}.{mail.token}@{_domain(settings.DEFAULT_FROM_EMAIL)}>"


def return_path(mail: OutgoingMail) -> str:
    """Where returned mail goes: the mailbox of BOUNCE_ADDRESS with the mail's own mark; empty without one."""
    mailbox, _, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{mailbox}+{mail.pk}.{mail.token}@{domain}" if mailbox else ""


def _domain(address: str) -> str:
    return parseaddr(address)[1].rpartition("@")[2] or "localhost"


def _fail(mail: OutgoingMail, fault: MailFault, now: datetime.datetime) -> None:
    """Sets what a failed try leaves: refused for good, waiting for the next, or given up after the last."""
    again = next_try(mail.attempts, mail.waiting_since, now)
    if fault.final:
        mail.end(MailState.REFUSED, now, reason=fault.reason, answer=fault.answer)
    elif again is None:
        mail.end(MailState.GIVEN_UP, now, reason=fault.reason, answer=fault.answer)
    else:
        mail.reason, mail.answer, mail.server_fault = fault.reason[:300], fault.answer[:500], fault.of_server
        mail.next_try_at = again


@transaction.atomic
def _hold_back(fault: MailFault) -> None:
    """Counts the server's failure as a try of everything that is due, without asking the server again."""
    now = timezone.now()
    rows = list(OutgoingMail.objects.due(now).select_for_update(skip_locked=True, of=("self",)))
    for mail in rows:
        mail.attempts += 1
        _fail(mail, fault, now)
    OutgoingMail.objects.bulk_update(rows, CHANGED, batch_size=500)


def _call_up(at: datetime.datetime) -> None:
    """The server takes mail: what waits only because it did not is due at this moment, unless it is sooner."""
    waiting = OutgoingMail.objects.filter(state=MailState.WAITING, server_fault=True, next_try_at__gt=at)
    waiting.update(next_try_at=at)
