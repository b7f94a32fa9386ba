"""Which proposals somebody coaches, for those who ask without knowing coaching."""

from typing import Any

from django.db.models import QuerySet

from agencies.core.models import User
from reviews.coaching.models import CoachingPlan


def coached_proposals(user: User) -> QuerySet[Any, Any]:
    """Named by `KIPP_COACHED`: the keys of proposals whose running plan names this person as its coach.

    A conflict of interest takes a proposal away here as everywhere.
    """
    return CoachingPlan.objects.running().coached_by(user).order_by().values("proposal")
