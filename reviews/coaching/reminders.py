"""Reminding agencies and coaches of open tasks: once before a task is due, and once more when its day has passed."""

import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from reviews.coaching import notifications
from reviews.coaching.models import CoachingPlan, CoachingTask

BEFORE: Final = datetime.timedelta(days=7)


def remind(today: datetime.date | None = None) -> int:
    """Sends one message for each running plan with tasks to speak of, see `to_remind`; returns of how many plans."""
    day = today or timezone.localdate()
    plans = set(CoachingTask.objects.to_remind(day, BEFORE).values_list("plan", flat=True))
    return sum(_remind(plan, day) for plan in sorted(plans))


@transaction.atomic
def _remind(key: int, day: datetime.date) -> bool:
    """Whether there was still something to say once the plan was locked."""
    rows = CoachingPlan.objects.select_for_update(of=("self",)).select_related("proposal__agency", "coach")
    plan = rows.get(pk=key)
    due = list(plan.tasks.to_remind(day, BEFORE).order_by("due", "order"))
    if not due:
        return False
    notifications.reminded(plan, due, day)
    plan.tasks.filter(pk__in=[task.pk for task in due]).update(reminded_on=day)
    return True
