"""What is to be presented until the end of this week, and where somebody of the jury is missing: counts and lists."""

import datetime
from collections.abc import Iterable

from django.db.models import Count, Q
from django.utils import timezone

from agencies.core.models import User
from reviews.presenting.jury import lacking
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


def amounts(closed: Iterable[int]) -> tuple[int, int]:
    """How many these are, and how many slots to come lack a juror; one query.

    `closed` are the keys of proposals that a conflict of interest takes away.
    """
    week, without = until_sunday(), lacking(Slot.objects.all())
    found = (
        Slot.objects.exclude(proposal__in=closed)
        .order_by()
        .aggregate(
            week=Count("pk", filter=Q(pk__in=week.order_by().values("pk"))),
            lacking=Count("pk", filter=Q(pk__in=without.order_by().values("pk"))),
        )
    )
    return found["week"], found["lacking"]


def week_slots(user: User) -> list[Slot]:
    """Those that this person coordinates, with what a list shows of them; three queries."""
    rows = until_sunday().coordinated_by(user).select_related("session", "proposal__agency", "proposal__period")
    return list(rows.prefetch_related("jury__reviewer"))
