"""Repair requests that nobody of the agency has read: their mail failed, or days have gone by."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, Window
from django.utils import timezone

from agencies.core.models import Notification, User
from dashboard.delivery.permissions import mails_for
from foundation.outbox.models import MailKind, OutgoingMail
from proposals.core.holding import in_hands_of
from proposals.core.querysets import SentQuerySet
from proposals.core.sent import SentProposal
from proposals.core.workflow import Holder, Role

MOST = 10


@dataclass(frozen=True, slots=True)
class Unheard:
    """What has not reached anybody: repair requests nobody read, the longest waiting first, and mails that failed."""

    repairs: list[SentProposal]
    amount: int
    failed: int


def unheard(reader: User) -> Unheard | None:
    """For coordinators, over all periods; None for others.

    Two queries, and one more where mails failed: whose they are is asked only then.
    """
    if not reader.is_coordinator:
        return None
    found = unread_repairs(SentProposal.objects.as_role(reader, Role.COORDINATOR), timezone.now())
    counted = found.select_related("agency").annotate(of=Window(Count("pk")))
    rows = list(counted.order_by("status_since", "pk")[:MOST])
    return Unheard(
        repairs=rows,
        amount=getattr(rows[0], "of", 0) if rows else 0,
        failed=mails_for(reader).failed().order_by().count() if OutgoingMail.objects.failed().exists() else 0,
    )


def unread_repairs(rows: SentQuerySet, now: datetime.datetime) -> SentQuerySet:
    """Those of the proposals that wait for repair and whose request nobody of the agency has read in the portal.

    Read is what somebody opened since, in the inbox, on the proposal's page or while writing on it. A request is told
    of after REPAIR_UNREAD_DAYS, or at once when a mail with it has failed or there was no address to write to.
    """
    read = Notification.objects.filter(
        about=OuterRef("pk"), user__agency=OuterRef("agency"), read_at__gte=OuterRef("status_since")
    )
    mails = OutgoingMail.objects.filter(
        about=OuterRef("pk"), kind=MailKind.REQUEST, created_at__gte=OuterRef("status_since")
    )
    late = Q(status_since__lte=now - datetime.timedelta(days=settings.REPAIR_UNREAD_DAYS))
    return rows.filter(in_hands_of(Holder.AGENCY)).filter(late | Exists(mails.failed()) | ~Exists(mails), ~Exists(read))
