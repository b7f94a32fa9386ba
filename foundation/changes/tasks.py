"""Background work of the noted changes."""

from procrastinate.contrib.django import app

from foundation.changes import reading


@app.periodic(cron="* * * * *")
@app.task(name="put_changes_together", queue="care", queueing_lock="put_changes_together", lock="put_changes_together")
def put_changes_together(timestamp: int) -> None:
    """Every minute: the marks of changed tables become one sum per table; `timestamp` is when the run was planned."""
    reading.put_together()
