"""How long an automatic assignment of a whole year takes, from reading the record to the last entry on it."""

import time

import pgtrigger
from django.db import transaction
from django.urls import reverse

from agencies.core.models import User
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.core.workflow import Status
from reviews.assigning import automatic
from reviews.assigning.models import AssignmentPlan
from reviews.core.models import Assignment, ReviewStage

PROPOSALS, REVIEWERS = 1000, 40


@transaction.atomic
def automatic_assignment() -> str:
    """Assigns up to 1,000 proposals to 40 reviewers as the queue and the coordinator's click do it; leaves nothing."""
    stage = ReviewStage.objects.filter(period=Period.objects.current()).order_by("order").first()
    if stage is None:
        raise SystemExit("The demo year has no review stage.")
    coordinator = User.objects.get(username="bapperida")
    amount = _set_out(stage)
    draft = AssignmentPlan.objects.create(stage=stage, created_by=coordinator)
    # A server that runs has read all addresses long ago; they are not part of the assignment.
    reverse("home")
    began = time.perf_counter()
    automatic.work_out(draft)
    worked_out = time.perf_counter()
    asked = automatic.apply(draft, by=coordinator)
    applied = time.perf_counter()
    people = User.objects.reviewers().count()
    transaction.set_rollback(True)
    return (
        f"Automatic assignment of {amount} proposals to {people} reviewers: "
        f"worked out in {worked_out - began:.1f} s, {asked} assignments stored in {applied - worked_out:.1f} s."
    )


def _set_out(stage: ReviewStage) -> int:
    """Puts numbered proposals into the stage, unassigned, past the workflow; returns how many."""
    keys = list(Proposal.objects.exclude(number=None).order_by("-pk").values_list("pk", flat=True)[:PROPOSALS])
    people = User.objects.reviewers().order_by("pk").values_list("pk", flat=True)[:REVIEWERS]
    User.objects.reviewers().exclude(pk__in=list(people)).update(is_reviewer=False)
    with pgtrigger.ignore():
        Proposal.objects.under_review().exclude(pk__in=keys).update(status=Status.COACHING)
        Proposal.objects.filter(pk__in=keys).update(
            period=stage.period, status=Status.IN_REVIEW, review_round=stage.order
        )
        Assignment.objects.active().filter(proposal__in=keys).update(state=Assignment.State.REMOVED)
    return len(keys)
