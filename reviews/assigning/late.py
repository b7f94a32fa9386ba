"""Reviewers who have not finished what is due soon or overdue: the one answer for the home, the list and reminders."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from agencies.core.models import User
from reviews.core.models import Assignment
from reviews.core.querysets import AssignmentQuerySet

SOON = datetime.timedelta(days=7)


def late_tasks(moment: datetime.datetime | None = None, hidden: Iterable[int] = ()) -> AssignmentQuerySet:
    """Unfinished tasks of active reviewers in a stage that has opened and closes within a week or has closed.

    `hidden` are the keys of proposals that the reader must not know of.
    """
    at = moment or timezone.now()
    begun = Q(stage__opens_at=None) | Q(stage__opens_at__lte=at)
    due = Assignment.objects.waiting().under_way().filter(begun, stage__closes_at__lte=at + SOON)
    return due.filter(reviewer__is_active=True, reviewer__is_reviewer=True).exclude(proposal__in=hidden)


def late_people(tasks: AssignmentQuerySet) -> QuerySet[Any]:
    """The reviewers of these tasks with `tasks` and `due`, the most urgent first."""
    counted = User.objects.filter(assignments__in=tasks.order_by().values("pk")).annotate(
        tasks=Count("assignments"), due=Min("assignments__stage__closes_at")
    )
    return counted.select_related("reviewer_card").order_by("due", "-tasks", "sort_key", "pk")
