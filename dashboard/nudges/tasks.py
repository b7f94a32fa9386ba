"""Background work of the reminders: those that are due each day."""

from procrastinate.contrib.django import app

from dashboard.nudges import services


@app.periodic(cron="0 1 * * *")
@app.task(name="remind_agencies", queue="mail", queueing_lock="remind_agencies")
def remind_agencies(timestamp: int) -> None:
    """Every day at 08.00 WIB: the reminders that are due; `timestamp` is when the run was planned."""
    services.send_due()
