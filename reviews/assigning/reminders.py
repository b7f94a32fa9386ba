"""Reminding reviewers of unfinished tasks: before and after the due date, never twice within the rest period."""

import datetime
from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from reviews.assigning.late import late_tasks
from reviews.assigning.models import ReviewerCard
from reviews.core import notifications as core_notifications
from reviews.core.models import Assignment

REST = datetime.timedelta(days=3)


def remind(now: datetime.datetime | None = None) -> int:
    """Sends one message to every reviewer who has open tasks due within a week or overdue; returns how many.

    Who was reminded within the last three days, or switched reminders off, is left in peace.
    """
    moment = now or timezone.now()
    told = 0
    for reviewer, tasks in _behind(moment).items():
        with transaction.atomic():
            card, _ = ReviewerCard.objects.select_for_update().get_or_create(user=reviewer)
            resting = card.reminded_at is not None and moment - card.reminded_at < REST
            if not card.reminders or resting:
                continue
            card.reminded_at = moment
            card.save(update_fields=["reminded_at"])
            core_notifications.reminded(reviewer, tasks, moment)
            told += 1
    return told


def _behind(moment: datetime.datetime) -> dict[User, list[Assignment]]:
    """Active reviewers with their unfinished tasks that are due within a week or overdue; one query."""
    due = late_tasks(moment).select_related("reviewer", "stage").order_by("pk")
    found: dict[User, list[Assignment]] = defaultdict(list)
    for task in due:
        found[task.reviewer].append(task)
    return found
