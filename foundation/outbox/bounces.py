"""Returned mail: reading a delivery report, finding the mail it is about by its own mark, and noting why it failed.

A report is a message of the kind multipart/report with a part for each reader (RFC 3464). The mail is found by the
address that the report came to (see `sending.return_path`), else by the Message-ID of the returned headers; the mark in
both holds a token that only the receiving servers have seen, so that nobody can pretend that a mail came back.
"""

import email
import logging
import re
from collections.abc import Iterator
from email.message import Message
from enum import Enum
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.outbox.faults import meaning
from foundation.outbox.models import MailState, OutgoingMail

# The mark in a return path (`+12.0123456789abcdef@`) and in a Message-ID (`<surel.12.0123456789abcdef@`).
MARK = re.compile(r"(?:\+|surel\.)(\d{1,18})\.([0-9a-f]{16})@")
RECEIVED_BY = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
RETURNED = {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"}
NOTED_BEFORE = (MailState.SENT, MailState.WAITING)
log = logging.getLogger(__name__)


class Returned(Enum):
    """What a message in the mailbox was."""

    NOTED = "surel ditandai ditolak"
    KNOWN = "sudah diketahui"
    NO_FAILURE = "bukan laporan kegagalan"
    UNKNOWN = "bukan surel portal ini"


def receive(raw: bytes) -> Returned:
    """Notes what one message of the mailbox says of a mail of ours."""
    try:
        message = email.message_from_bytes(raw)
        failure, marks = next(_failures(message), None), set(MARK.findall(" ".join(_marked(message))))
    except Exception:  # whatever stands in a mailbox, the next message is read
        log.exception("A message in the mailbox for returned mail could not be read.")
        return Returned.UNKNOWN
    if failure is None:
        return Returned.NO_FAILURE
    for key, token in marks:
        outcome = _note(int(key), token, *failure)
        if outcome is not Returned.UNKNOWN:
            return outcome
    return Returned.UNKNOWN


@transaction.atomic
def _note(key: int, token: str, reason: str, answer: str) -> Returned:
    """Marks the mail as refused. One that somebody has settled otherwise since stays settled."""
    mail = OutgoingMail.objects.select_for_update().filter(pk=key, token=token).first()
    if mail is None:
        return Returned.UNKNOWN
    if mail.state not in NOTED_BEFORE:
        return Returned.KNOWN
    mail.end(MailState.REFUSED, timezone.now(), reason=reason, answer=answer)
    mail.save()
    return Returned.NOTED


def _failures(message: Message) -> Iterator[tuple[str, str]]:
    """For each reader whom the report gives up: why in plain words, and the server's own. Delays are no failures."""
    for part in message.walk():
        if part.get_content_type() not in {"message/delivery-status", "message/global-delivery-status"}:
            continue
        for block in part.get_payload() if part.is_multipart() else ():
            fields: Any = block
            if str(fields.get("Action", "")).strip().lower() != "failed":
                continue
            status = str(fields.get("Status", "")).split("(")[0].strip()
            said = " ".join(str(fields.get("Diagnostic-Code", "")).partition(";")[2].split())
            # The code of the server that refused stands at the beginning of what it said.
            code = int(said[:3]) if re.match(r"[245]\d\d\b", said) else 0
            answer = said or status
            yield meaning(code, f"{said} {status}", final=True), answer


def _marked(message: Message) -> Iterator[str]:
    """Where our mark may stand: where the report was delivered, and the id in what it gives back."""
    for name in RECEIVED_BY:
        yield from (str(value) for value in message.get_all(name, []))
    for part in message.walk():
        if part.get_content_type() not in RETURNED:
            continue
        held = part.get_payload()
        inner = held[0] if isinstance(held, list) and held else email.message_from_string(str(held))
        yield str(inner.get("Message-ID", "")) if isinstance(inner, Message) else ""
