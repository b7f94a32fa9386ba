"""Background work of the core: keeping the counts of proposals short."""

from procrastinate.contrib.django import app

from proposals.core.counts import tallies


@app.periodic(cron="* * * * *")
@app.task(name="put_tallies_together", queue="care", queueing_lock="put_tallies_together", lock="put_tallies_together")
def put_tallies_together(timestamp: int) -> None:
    """Every minute: each count of proposals becomes one row again; `timestamp` is when the run was planned."""
    tallies.put_together()
