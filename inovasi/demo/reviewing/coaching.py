"""Coaching in the demo: tasks from the reviews, coaches, and how far the agencies have come with them."""

import datetime
from collections.abc import Sequence
from typing import Final

from django.utils import timezone

from agencies.core.models import User
from inovasi.demo.guard import MARK
from inovasi.demo.making.drafts import DemoKit
from inovasi.demo.timing import office_hour
from reviews.coaching import services
from reviews.coaching.beginning import add_suggestions
from reviews.coaching.models import CoachingPlan, CoachingTask
from reviews.coaching.services import PlanEdit, PlannedTask
from reviews.core.models import Interest

SHOWN: Final = 20  # so many plans of a year are worked on; the others wait for their coordinator
PREPARING, SHARING = datetime.timedelta(days=2), datetime.timedelta(days=4)
BEFORE_DUE: Final = datetime.timedelta(days=4)
OUTSIDE, BEHIND = 4, 3  # one coach in so many has no account; one agency in so many has not done its last task
GOAL: Final = f"Usulan ini diajukan lagi dengan dampak yang terukur dan bukti yang lengkap. {MARK}"
DONE: Final = f"Sudah dikerjakan dan dicatat; buktinya disimpan di kantor. {MARK}"
RESULT: Final = f"Semua tugas dibahas bersama pembina. {MARK}"


def store_coaching(desk: DemoKit, now: datetime.datetime, *, over: bool) -> None:
    """Fills the plans that began with the moves of the year; `over`: their coaching has ended by now, too."""
    rows = CoachingPlan.objects.filter(proposal__period=desk.period, closed_at=None)
    plans = list(rows.select_related("proposal").order_by("proposal__number"))
    # The reviews of the demo are stored after its moves, so that the plans could not hold what they say.
    add_suggestions(plans, {plan.proposal_id: plan.opened_at for plan in plans})
    closed = set(Interest.objects.filter(proposal__period=desk.period).values_list("proposal", "user"))
    for place, plan in enumerate(plans[:SHOWN]):
        others = (each for each in desk.cast.reviewers if each.agency_id != plan.proposal.agency_id)
        free = [person for person in others if (plan.proposal_id, person.pk) not in closed]
        tasks = list(plan.tasks.all())
        if tasks and plan.opened_at + SHARING <= now:
            _work_on(desk, plan, tasks, free, place)
            plan.refresh_from_db()
            _do_tasks(desk, plan, tasks, now, behind=not over and place % BEHIND == 0, over=over)


def _work_on(
    desk: DemoKit, plan: CoachingPlan, tasks: Sequence[CoachingTask], free: Sequence[User], place: int
) -> None:
    staff = desk.cast.coordinator
    coach = None if place % OUTSIDE == OUTSIDE - 1 else free[place % len(free)]
    wanted = [PlannedTask(task.text, task.due, task.pk) for task in tasks]
    edit = PlanEdit(GOAL, coach, "" if coach else f"Dosen pendamping {MARK}", "", wanted)
    services.save_plan(plan, edit, by=staff, at=plan.opened_at + PREPARING)
    services.share(plan, by=staff, at=plan.opened_at + SHARING)


def _do_tasks(
    desk: DemoKit,
    plan: CoachingPlan,
    tasks: Sequence[CoachingTask],
    now: datetime.datetime,
    *,
    behind: bool,
    over: bool,
) -> None:
    done = [task for task in tasks if task.due < timezone.localdate(now)]
    for task in done[:-1] if behind else done:
        at = max(office_hour(desk.rng, task.due - BEFORE_DUE), plan.opened_at + SHARING)
        services.tick(task, DONE, by=desk.cast.operators[plan.proposal.agency_id], at=at)
    if over and len(done) == len(tasks):
        services.close(plan, RESULT, by=desk.cast.coordinator, at=office_hour(desk.rng, tasks[-1].due))
