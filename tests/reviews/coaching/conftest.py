"""A proposal in coaching after two reviews, and its plan shared with the agency and a coach."""

import datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone

from proposals.core import workflow
from proposals.core.models import Proposal
from proposals.core.sent import SentProposal
from proposals.core.workflow import Action, Door, Role
from reviews.coaching import services
from reviews.coaching.models import CoachingPlan
from reviews.coaching.services import PlanEdit, PlannedTask
from tests import factories


def move(proposal: SentProposal, action: Action, by: object) -> None:
    """One legal move by the coordinator, by the one writer of moves."""
    stored = Proposal.objects.get(pk=proposal.pk)
    step = workflow.find(action, stored.status, {Role.COORDINATOR}, "Alasan uji.", door=Door.MEETING)
    factories.move(stored, step, by, at=timezone.now())


def day(ahead: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=ahead)


def edit(plan: CoachingPlan, coach: object = None, *tasks: PlannedTask, **more: str) -> PlanEdit:
    """The plan with this coach and, unless told otherwise, the open tasks as they are."""
    kept = tasks or [PlannedTask(task.text, task.due, task.pk) for task in plan.tasks.open()]
    return PlanEdit(
        more.get("goal", "Dampaknya terukur."), coach, more.get("coach_name", ""), more.get("coach_email", ""), kept
    )


@pytest.fixture
def coached(scored, cast: SimpleNamespace) -> CoachingPlan:
    """The plan of the second proposal, just begun."""
    move(scored[1], Action.PASS_OVER, cast.coordinator)
    return CoachingPlan.objects.get(proposal=scored[1].pk)


@pytest.fixture
def shared(coached: CoachingPlan, cast: SimpleNamespace) -> CoachingPlan:
    """With two tasks, due in five and in forty days, coached by a reviewer who has no other tie to it."""
    tasks = (PlannedTask("Ukur dampaknya.", day(5)), PlannedTask("Tulis SOP.", day(40)))
    services.save_plan(coached, edit(coached, cast.third, *tasks), by=cast.coordinator)
    coached.refresh_from_db()
    services.share(coached, by=cast.coordinator)
    coached.refresh_from_db()
    return coached
