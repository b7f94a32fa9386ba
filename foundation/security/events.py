"""Writing the security log: one row and one line of JSON for each event. A page never fails for it."""

import json
import logging
from contextlib import nullcontext
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import caches
from django.db import Error, connection, transaction
from django.utils.crypto import salted_hmac

from foundation.security.asking import Asking, current
from foundation.security.kinds import Kind, Outcome
from foundation.security.models import LONGEST, SecurityEvent

logger = logging.getLogger("portal.security")
troubles = logging.getLogger(__name__)
# What somebody who is not signed in can cause as often as a machine can ask: one row per minute, address and page.
FLOODING = {Kind.LIMIT, Kind.FORM, Kind.LINK, Kind.BEARER}


def note(
    kind: Kind, outcome: Outcome = Outcome.DONE, *, person: AbstractBaseUser | None = None, account: str = "",
    subject: str = "", detail: str = "",
) -> None:  # fmt: skip
    """Notes an event of the present request.

    `person` is who did it or whom it was tried as, `account` the name where there is no person (`typed`), `subject`
    what it is about (the page and its rows, if not said). Never raises for a database that is away: the line remains.
    Inside a transaction it waits for the end of the request, so that a refusal that undoes everything is told all the
    same; what is only done when the transaction holds is noted by `transaction.on_commit`.
    """
    asking = current()
    event = SecurityEvent(
        kind=kind,
        outcome=outcome,
        person_id=person.pk if person else None,
        account=_cut(account or (person.get_username() if person else "")),
        detail=_cut(detail),
    )
    if asking:
        _tell_of_request(event, asking)
    event.subject = _cut(subject or event.subject)
    if asking and connection.in_atomic_block:
        asking.waiting.append(event)
    else:
        _write(event)


def write_waiting(asking: Asking) -> None:
    """Writes what had to wait for the end of the request."""
    events, asking.waiting = asking.waiting, []
    for event in events:
        _write(event)


def typed(name: str) -> str:
    """What may be kept of a name that no account answers to, since it may be a password in the wrong field.

    A mark that is the same for the same text, and that nobody can turn back without the portal's secret key.
    """
    mark = salted_hmac("portal.security.typed", name.strip().casefold(), algorithm="sha256").hexdigest()[:8]
    return f"(tidak dikenal #{mark})"


def line_of(event: SecurityEvent, *, stored: bool) -> str:
    """The event as one line of JSON in ASCII, so that nothing typed can break out of it."""
    told: dict[str, Any] = {
        "at": event.at.isoformat(),
        "request": event.request_id,
        "kind": event.kind,
        "outcome": event.outcome,
        "person": event.person_id,
        "account": event.account,
        "address": event.address,
        "path": event.path,
        "subject": event.subject,
        "detail": event.detail,
        "stored": stored,
    }
    return json.dumps(told, ensure_ascii=True)


def _tell_of_request(event: SecurityEvent, asking: Asking) -> None:
    asking.noted.add(Kind(event.kind))
    event.request_id = asking.id
    event.address = asking.address
    event.path = _cut(asking.path)
    event.subject = asking.subject


def _write(event: SecurityEvent) -> None:
    """One row and one line, unless the same was told a moment ago."""
    if not (event.kind in FLOODING and _just_told(event)):
        logger.info(line_of(event, stored=_store(event)))


def _store(event: SecurityEvent) -> bool:
    """One insert; inside a transaction under a savepoint, which a failure does not take down."""
    try:
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            event.save(force_insert=True)
    except Error:
        troubles.exception("The security log could not be written.")
        return False
    return True


def _just_told(event: SecurityEvent) -> bool:
    """Whether the same was noted from the same address less than a minute ago."""
    same = f"{event.kind}:{event.outcome}:{event.person_id}:{event.address}:{event.path}"
    return not caches["floods"].add(same, True, timeout=60)


def _cut(text: str) -> str:
    """As much of a text as a column holds, without the characters that a database refuses or a page cannot show."""
    return "".join(one if one.isprintable() else "�" for one in text)[:LONGEST]
