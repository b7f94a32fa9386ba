"""What people do with mail that has not arrived, and what becomes of it when it is old. No function asks who may."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from foundation.outbox.models import OPEN, MailState, OutboxQuerySet, OutgoingMail
from foundation.outbox.waking import wake_when_done


@transaction.atomic
def send_again(mails: OutboxQuerySet) -> int:
    """What failed waits from now on as if it were new, and what waits is tried at once; returns how many.

    Mail whose words are forgotten, because they held a secret, stays as it is.
    """
    now = timezone.now()
    whole = OutgoingMail.objects.filter(pk__in=mails.exclude(body="").order_by().values("pk"))
    sooner = whole.late().update(next_try_at=now)
    anew = whole.failed().update(
        state=MailState.WAITING, attempts=0, server_fault=False, waiting_since=now, next_try_at=now, ended_at=None
    )
    wake_when_done()
    return sooner + anew


@transaction.atomic
def send_to(mail: OutgoingMail, address: str) -> bool:
    """Sends the same words to another address, and ends the old mail with a note of it; False: it is under way."""
    if not _end(mail, MailState.CANCELLED, f"Diganti: dikirim ke {address}."):
        return False
    columns = ("person_id", "office", "subject", "body", "figures", "kind", "about", "paper_id", "calendar")
    OutgoingMail.objects.create(address=address, **{name: getattr(mail, name) for name in columns})
    wake_when_done()
    return True


def hand_over(mail: OutgoingMail, who: str) -> bool:
    """Notes that a person has passed the words on by WhatsApp, so that no mail need arrive; False: it is under way."""
    return _end(mail, MailState.HANDED_OVER, f"Disampaikan oleh {who}.")


def cancel(mail: OutgoingMail, who: str) -> bool:
    """Ends a mail that need not arrive any more; False: it is under way or over."""
    return _end(mail, MailState.CANCELLED, f"Dibatalkan oleh {who}.")


def go_without(papers: Iterable[int]) -> None:
    """Mails that wait for these papers go without them, because they are not printed any more; by key, one query."""
    OutgoingMail.objects.filter(paper__in=papers, paper__sha256="", state=MailState.WAITING).update(paper=None)


@transaction.atomic
def _end(mail: OutgoingMail, state: MailState, reason: str) -> bool:
    """Ends it unless that has happened or a worker is just sending it; the answer of the server stays."""
    locked = OutgoingMail.objects.select_for_update(skip_locked=True).filter(pk=mail.pk, state__in=OPEN).first()
    if locked is None:
        return False
    locked.end(state, timezone.now(), reason=reason, answer=locked.answer)
    locked.save()
    return True


def sweep() -> int:
    """Deletes what ended longer ago than MAIL_KEEP_DAYS; returns how many."""
    before = timezone.now() - datetime.timedelta(days=settings.MAIL_KEEP_DAYS)
    return OutgoingMail.objects.filter(ended_at__lt=before).delete()[0]
