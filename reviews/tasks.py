"""Background work of reviewing: working out assignment plans, and reminding reviewers every morning."""

from procrastinate.contrib.django import app

from reviews import automatic, reminders
from reviews.models import AssignmentPlan


@app.task(name="work_out_assignments", queue="long")
def work_out_assignments(plan: int) -> None:
    """Fills in one dry run; one that is gone meanwhile is left alone."""
    draft = AssignmentPlan.objects.select_related("stage").filter(pk=plan).first()
    if draft:
        automatic.work_out(draft)


@app.periodic(cron="0 1 * * 1-5")
@app.task(name="remind_reviewers", queue="mail")
def remind_reviewers(timestamp: int) -> None:
    """Every working day at 08.00 WIB (01.00 UTC)."""
    reminders.remind()
