"""The pledge of integrity: accepted once per period, before the first score."""

from django.db import transaction

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind
from proposals.core.periods import Period
from reviews.scoring_desk.models import ReviewPledge


def accepted(user: User, period: Period) -> bool:
    """Whether the person has accepted the pledge for this period; one query."""
    return ReviewPledge.objects.filter(user=user, period=period).exists()


@transaction.atomic
def accept(user: User, period: Period) -> ReviewPledge:
    """Records the pledge; a second time changes nothing."""
    pledge, fresh = ReviewPledge.objects.get_or_create(user=user, period=period)
    if fresh:
        ledger.append_all([pledge_note(pledge)], actor=user)
    return pledge


def pledge_note(pledge: ReviewPledge) -> ledger.LedgerNote:
    """What the tamper-evident record keeps of a pledge."""
    return ledger.LedgerNote(EntryKind.PLEDGE, pledge, {}, {"period": pledge.period.year}, at=pledge.accepted_at)
