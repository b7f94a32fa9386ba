"""Who needs a second factor at signing in, and from which day on."""

import datetime

from django.conf import settings
from django.utils import timezone

from agencies.core import ranks
from agencies.core.models import User


def due(person: User) -> datetime.datetime | None:
    """The moment from which this person's pages stay closed without a second factor; None: nothing is asked.

    The days of grace begin with the first privileged role, or with the first sign-in after the rule came.
    """
    if not settings.SECOND_FACTOR_REQUIRED or not ranks.is_privileged(person) or person.has_second_factor:
        return None
    return (person.privileged_since or timezone.now()) + datetime.timedelta(days=settings.SECOND_FACTOR_GRACE_DAYS)


def is_overdue(person: User) -> bool:
    """Whether the grace is over."""
    moment = due(person)
    return moment is not None and moment <= timezone.now()
