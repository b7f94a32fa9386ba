"""What is to be presented until the end of this week: one count and one list for the coordinator."""

import datetime
from collections.abc import Iterable

from django.utils import timezone

from agencies.core.models import User
from reviews.presenting.models import Slot
from reviews.presenting.querysets import SlotQuerySet


def until_sunday() -> SlotQuerySet:
    """Everything still to be held or to be noted as held that begins before the end of this week, the earliest first.

    What is past and not noted yet is among it, so that it is empty when the week's work is done.
    """
    today = timezone.localdate()
    monday = today + datetime.timedelta(days=7 - today.weekday())
    return Slot.objects.ahead().filter(
        starts__lt=timezone.make_aware(datetime.datetime.combine(monday, datetime.time()))
    )


def week_amount(closed: Iterable[int]) -> int:
    """How many of them there are; `closed` are the keys of proposals that a conflict of interest takes away."""
    return until_sunday().exclude(proposal__in=closed).count()


def week_slots(user: User) -> list[Slot]:
    """Those that this person coordinates, with what a list shows of them; three queries."""
    rows = until_sunday().coordinated_by(user).select_related("session", "proposal__agency", "proposal__period")
    return list(rows.prefetch_related("jury__reviewer"))
