"""A plan begins when a proposal comes into coaching, and is closed when it leaves it, whoever moves it and how.

On the tamper-evident record the decision stands for this; what people then do with a plan has entries of its own.
"""

import datetime
from collections.abc import Iterable, Sequence
from typing import Final

from django.utils import timezone

from proposals.core.moving.followers import MoveMade
from proposals.core.workflow import COACHED
from reviews.coaching.models import CoachingPlan, CoachingTask
from reviews.coaching.suggesting import suggestions

# Where nobody has set a date yet, the first task is due after so many days, and each next one so many later.
STEP: Final = datetime.timedelta(days=30)


def follow(moves: Sequence[MoveMade]) -> None:
    """Named by `PROPOSAL_FOLLOWERS`: begins, takes up again or closes the plans of what moved; nine queries."""
    _begin([move for move in moves if move.step.target in COACHED and move.step.source not in COACHED])
    _close([move for move in moves if move.step.source in COACHED and move.step.target not in COACHED])


def _begin(moves: Sequence[MoveMade]) -> None:
    if not moves:
        return
    known = {plan.proposal_id: plan for plan in _plans(moves)}
    fresh = [CoachingPlan(proposal_id=move.proposal, opened_at=move.at) for move in moves if move.proposal not in known]
    plans = {plan.proposal_id: plan for plan in CoachingPlan.objects.bulk_create(fresh)}
    for plan in known.values():
        plan.closed_at, plan.shared_at, plan.closing, plan.closing_note = None, None, "", ""
        plan.version += 1
    CoachingPlan.objects.bulk_update(known.values(), ["closed_at", "shared_at", "closing", "closing_note", "version"])
    plans |= known
    add_suggestions(plans.values(), {move.proposal: move.at for move in moves})


def add_suggestions(plans: Iterable[CoachingPlan], at: dict[int, datetime.datetime]) -> int:
    """Adds what the reviews say and the plans do not hold yet, due in steps from `at` (by key of the proposal) on.

    Returns how many tasks it added. Six queries for any number of plans.
    """
    of = {plan.proposal_id: plan for plan in plans}
    held: dict[int, list[str]] = {plan.pk: [] for plan in of.values()}
    for key, text in CoachingTask.objects.filter(plan__in=held).values_list("plan", "text"):
        held[key].append(text)
    tasks = []
    for proposal, found in suggestions(of).items():
        plan, start = of[proposal], timezone.localdate(at[proposal])
        fresh = [each for each in found if each.text not in held[plan.pk]]
        for place, each in enumerate(fresh, start=1):
            order = len(held[plan.pk]) + place
            due = start + place * STEP
            tasks.append(CoachingTask(plan=plan, order=order, text=each.text, due=due, origin=each.origin))
    CoachingTask.objects.bulk_create(tasks)
    return len(tasks)


def _close(moves: Sequence[MoveMade]) -> None:
    """What was closed before stays as it is."""
    if not moves:
        return
    at = {move.proposal: move for move in moves}
    running = {plan.proposal_id: plan for plan in _plans(moves) if plan.closed_at is None}
    for proposal, plan in running.items():
        plan.closed_at, plan.closing = at[proposal].at, CoachingPlan.Closing.REOPENED
        plan.version += 1
    CoachingPlan.objects.bulk_update(running.values(), ["closed_at", "closing", "version"])


def _plans(moves: Iterable[MoveMade]) -> list[CoachingPlan]:
    """The plans there are, locked; the proposals are locked by the move."""
    return list(
        CoachingPlan.objects.select_for_update().filter(proposal__in=[m.proposal for m in moves]).order_by("pk")
    )
