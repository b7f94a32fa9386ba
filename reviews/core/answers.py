"""What the floor of the proposals asks of reviewing; the settings name these functions."""

from django.db.models import Q

from agencies.core.models import User
from proposals.core.above import Reading
from proposals.core.periods import Period
from reviews.core.models import Assignment, Interest, Score


def reading(user: User) -> Reading:
    """Named by `PROPOSAL_READING`: a standing conflict of interest denies, an active assignment makes a reviewer."""
    standing = Interest.objects.standing().filter(user=user)
    return Reading(
        denied=Q(pk__in=standing.values("proposal")),
        reviewed=Q(pk__in=Assignment.objects.active().filter(reviewer=user).values("proposal")),
        closed=standing.order_by().values_list("proposal", flat=True),
    )


def is_scored(period: Period) -> bool:
    """Named by `PERIOD_IS_SCORED`: whether somebody has given a score in one of its stages."""
    return Score.objects.filter(assignment__stage__period=period).exists()
