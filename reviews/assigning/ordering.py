"""Asking the queue for a dry run of assignments."""

from django.db import transaction

from agencies.core.models import User
from reviews.assigning.models import AssignmentPlan
from reviews.assigning.tasks import work_out_assignments
from reviews.core.models import ReviewStage


@transaction.atomic
def order_plan(stage: ReviewStage, *, by: User) -> AssignmentPlan:
    """Queues a dry run of assignments and returns it."""
    plan = AssignmentPlan.objects.create(stage=stage, created_by=by)
    work_out_assignments.defer(plan=plan.pk)
    return plan
