"""Background work of assigning: dry runs and how they are asked for, and reminding reviewers every morning."""

from django.db import transaction
from django.urls import reverse
from procrastinate.contrib.django import app

from agencies.core.models import User
from agencies.inbox.notifications import tell
from foundation.queue.losses import when_given_up
from foundation.queue.outage import OutageRetries
from reviews.assigning import automatic, reminders
from reviews.assigning.models import AssignmentPlan
from reviews.core.models import ReviewStage


@app.task(name="work_out_assignments", queue="long", retry=OutageRetries())
def work_out_assignments(plan: int) -> None:
    """Fills in one dry run; one that is gone or ready meanwhile is left alone."""
    waiting = AssignmentPlan.objects.filter(state=AssignmentPlan.State.QUEUED)
    draft = waiting.select_related("stage", "created_by").filter(pk=plan).first()
    if draft:
        automatic.work_out(draft)


@when_given_up("work_out_assignments")
def plan_given_up(plan: int) -> None:
    """Tells who asked for a dry run that nobody works it out any more, because its worker died each time."""
    queued = AssignmentPlan.objects.filter(pk=plan, state=AssignmentPlan.State.QUEUED)
    draft = queued.select_related("created_by").first()
    if draft:
        text = "Penghitungan penugasan terhenti tiga kali karena gangguan di portal. Hubungi teknisi portal."
        queued.update(state=AssignmentPlan.State.FAILED, message=text)
        tell([draft.created_by], text, url=reverse("reviews:plan", args=[plan]))


@transaction.atomic
def order_plan(stage: ReviewStage, *, by: User) -> AssignmentPlan:
    """Queues a dry run of assignments and returns it."""
    plan = AssignmentPlan.objects.create(stage=stage, created_by=by)
    work_out_assignments.defer(plan=plan.pk)
    return plan


@app.periodic(cron="0 1 * * 1-5")
@app.task(name="remind_reviewers", queue="mail")
def remind_reviewers(timestamp: int) -> None:
    """Every working day at 08.00 WIB (01.00 UTC)."""
    reminders.remind()
