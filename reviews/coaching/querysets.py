"""Selections of coaching plans and tasks that read as words."""

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, F, Min, Q

from proposals.core.permissions import role_filters
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role
from reviews.core.answers import reading

if TYPE_CHECKING:
    from agencies.core.models import User
    from reviews.coaching.models import CoachingPlan, CoachingTask

RUNNING = Q(shared_at__isnull=False, closed_at=None)
OPEN = Q(tasks__done_at=None, tasks__isnull=False)


class CoachingPlanQuerySet(models.QuerySet["CoachingPlan"]):
    def visible_to(self, user: "User") -> "CoachingPlanQuerySet":
        """Every plan of what this person coordinates or leads; once shared, those of the own agency and as a coach."""
        filters = role_filters(user)
        sent = SentProposal.objects.order_by()
        staff = sent.filter(filters[Role.COORDINATOR] | filters[Role.LEADER]).values("pk")
        return self.filter(Q(proposal__in=staff) | (Q(shared_at__isnull=False) & (_own(user) | _coached(user))))

    def coordinated_by(self, user: "User") -> "CoachingPlanQuerySet":
        return self.filter(proposal__in=SentProposal.objects.as_role(user, Role.COORDINATOR).order_by().values("pk"))

    def owned_by(self, user: "User") -> "CoachingPlanQuerySet":
        """Those of the person's own agency, shared or not."""
        return self.filter(_own(user))

    def coached_by(self, user: "User") -> "CoachingPlanQuerySet":
        """Those whose coach the person is, but for proposals where a conflict of interest stands."""
        return self.filter(_coached(user))

    def running(self) -> "CoachingPlanQuerySet":
        """Shared with the agency and not closed."""
        return self.filter(RUNNING)

    def with_late_tasks(self, today: datetime.date) -> "CoachingPlanQuerySet":
        """Those with a task that is overdue."""
        late = OPEN & Q(tasks__due__lt=today)
        # Asked for apart, so that counts of the same rows go on counting every task.
        return self.filter(pk__in=self.model._default_manager.order_by().filter(late).values("pk"))

    def with_counts(self, today: datetime.date) -> "CoachingPlanQuerySet":
        """Each with how many tasks it has, how many are done or overdue, and when the next is due."""
        return self.annotate(
            amount=Count("tasks"),
            done=Count("tasks", filter=Q(tasks__done_at__isnull=False)),
            overdue=Count("tasks", filter=OPEN & Q(tasks__due__lt=today)),
            next_due=Min("tasks__due", filter=OPEN),
        )


def _own(user: "User") -> Q:
    return Q(proposal__in=SentProposal.objects.as_role(user, Role.PROPOSER).order_by().values("pk"))


def _coached(user: "User") -> Q:
    return Q(coach=user) & ~Q(proposal__in=reading(user).closed)


class CoachingTaskQuerySet(models.QuerySet["CoachingTask"]):
    def open(self) -> "CoachingTaskQuerySet":
        return self.filter(done_at=None)

    def to_remind(self, today: datetime.date, before: datetime.timedelta) -> "CoachingTaskQuerySet":
        """Open ones of running plans of which to speak now: due soon and not spoken of yet, or just overdue."""
        fresh = Q(reminded_on=None) | Q(due__lt=today, reminded_on__lte=F("due"))
        running = Q(plan__shared_at__isnull=False, plan__closed_at=None)
        return self.open().filter(running, fresh, due__lte=today + before)
