"""Background work of assigning: dry runs, and reminding reviewers every morning."""

from procrastinate.contrib.django import app

from reviews.assigning import automatic, reminders
from reviews.assigning.models import AssignmentPlan


@app.task(name="work_out_assignments", queue="long")
def work_out_assignments(plan: int) -> None:
    """Fills in one dry run; one that is gone or ready meanwhile is left alone."""
    waiting = AssignmentPlan.objects.filter(state=AssignmentPlan.State.QUEUED)
    draft = waiting.select_related("stage", "created_by").filter(pk=plan).first()
    if draft:
        automatic.work_out(draft)


@app.periodic(cron="0 1 * * 1-5")
@app.task(name="remind_reviewers", queue="mail")
def remind_reviewers(timestamp: int) -> None:
    """Every working day at 08.00 WIB (01.00 UTC)."""
    reminders.remind()
