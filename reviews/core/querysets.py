"""Selections of assignments, scores and conflicts that read as words."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, F, Min, Q
from django.utils import timezone

from proposals.core.sent import SentProposal
from proposals.core.workflow import UNDER_REVIEW, Role

if TYPE_CHECKING:
    from agencies.core.models import User
    from reviews.core.models import Assignment, Interest, Score


UNDER_WAY = Q(proposal__status__in=UNDER_REVIEW, proposal__review_round=F("stage__order"))


def still_to_do() -> Q:
    """What makes an assignment wait for its reviewer at this moment."""
    open_until = Q(stage__closes_at=None) | Q(stage__closes_at__gte=timezone.now())
    return Q(state="assigned") & UNDER_WAY & open_until


@dataclass(frozen=True, slots=True)
class Workload:
    """How many reviews are to be done and done, and when the first stage closes of those that are to be done."""

    waiting: int
    done: int
    due: datetime.datetime | None

    @property
    def total(self) -> int:
        return self.waiting + self.done


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def active(self) -> "AssignmentQuerySet":
        """Still to do or done; recused and removed ones give no right to anything."""
        return self.filter(state__in=("assigned", "done"))

    def done(self) -> "AssignmentQuerySet":
        return self.filter(state="done")

    def waiting(self) -> "AssignmentQuerySet":
        return self.filter(state="assigned")

    def left_behind(self) -> "AssignmentQuerySet":
        """Unfinished, and of somebody who is no reviewer any more, so that nobody will finish it."""
        return self.waiting().exclude(reviewer__is_active=True, reviewer__is_reviewer=True)

    def of(self, user: "User") -> "AssignmentQuerySet":
        """The person's own active assignments, as far as they may review these proposals at all."""
        return self.active().filter(reviewer=user, proposal__in=SentProposal.objects.as_role(user, Role.REVIEWER))

    def open_now(self) -> "AssignmentQuerySet":
        """Those that can be scored at this moment: the proposal stands in the stage and the stage is open."""
        now = timezone.now()
        return self.under_way().filter(
            Q(stage__opens_at=None) | Q(stage__opens_at__lte=now),
            Q(stage__closes_at=None) | Q(stage__closes_at__gte=now),
        )

    def under_way(self) -> "AssignmentQuerySet":
        """Those whose proposal stands in the stage they belong to, whether or not the stage is open at this moment."""
        return self.filter(UNDER_WAY)

    def to_do(self) -> "AssignmentQuerySet":
        """The queue of reviewers: what waits for its review, of a proposal in the stage, until that stage closes.

        Every count of what a reviewer has to do is a count of these; what was decided, went on to the next stage or
        came too late is in none of them. What belongs to a stage that has not opened yet is.
        """
        return self.filter(still_to_do())

    def workload(self) -> "Workload":
        """How many of these are to be done and done, and by when; one query."""
        ahead = still_to_do()
        return Workload(
            **self.order_by().aggregate(
                waiting=Count("pk", filter=ahead),
                done=Count("pk", filter=Q(state="done")),
                due=Min("stage__closes_at", filter=ahead),
            )
        )

    def in_queue_order(self) -> "AssignmentQuerySet":
        """First what was begun and not sent, then what is due first, then what was assigned first."""
        begun = models.ExpressionWrapper(~Q(draft={}), output_field=models.BooleanField())
        return self.order_by(begun.desc(), F("stage__closes_at").asc(nulls_last=True), "assigned_at", "pk")


class ScoreQuerySet(models.QuerySet["Score"]):
    def newest(self) -> "ScoreQuerySet":
        """The score that counts: the last row of each assignment and criterion."""
        return self.order_by("assignment_id", "criterion_id", "-pk").distinct("assignment_id", "criterion_id")


class InterestQuerySet(models.QuerySet["Interest"]):
    def standing(self) -> "InterestQuerySet":
        return self.filter(lifted_at=None)

    def lifted(self) -> "InterestQuerySet":
        """Those overridden with a reason; they stay on record and are printed in the decision papers."""
        return self.exclude(lifted_at=None)

    def coordinated_by(self, user: "User") -> "InterestQuerySet":
        """Those on proposals that the person coordinates; nobody sees one of the own."""
        return self.filter(proposal__in=SentProposal.objects.as_role(user, Role.COORDINATOR).order_by().values("pk"))

    def known_to(self, user: "User") -> "InterestQuerySet":
        """Those on proposals that the person coordinates or leads the decision on; nobody sees one of the own."""
        known = SentProposal.objects.as_role(user, Role.COORDINATOR) | SentProposal.objects.as_role(user, Role.LEADER)
        return self.filter(proposal__in=known.order_by().values("pk"))
