"""The pledge of integrity: accepted once per period, before the first score."""

import datetime

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind
from proposals.core.period.models import Period
from reviews.scoring_desk.models import ReviewPledge


def accepted(user: User, period: Period) -> bool:
    """Whether the person has accepted the pledge for this period; one query."""
    return ReviewPledge.objects.filter(user=user, period=period).exists()


@transaction.atomic
def accept(user: User, period: Period, *, at: datetime.datetime | None = None) -> ReviewPledge:
    """Records the pledge; a second time changes nothing. `at` is when it was accepted, and given by the demo alone."""
    when = {"accepted_at": at or timezone.now()}
    pledge, fresh = ReviewPledge.objects.get_or_create(user=user, period=period, defaults=when)
    if fresh:
        note = ledger.LedgerNote(EntryKind.PLEDGE, pledge, {}, {"period": period.year}, at=pledge.accepted_at)
        ledger.append_all([note], actor=user)
    return pledge
