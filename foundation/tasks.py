"""Background work of the ground floor: taking up again what a dead worker left."""

from procrastinate.contrib.django import app

from foundation import losses


@app.periodic(cron="* * * * *")
@app.task(name="take_up_lost_jobs", queue="care", queueing_lock="take_up_lost_jobs")
async def take_up_lost_jobs(timestamp: int) -> None:
    """Every minute: work whose worker was not heard of for half a minute; `timestamp` is when the run was planned."""
    await losses.take_up(await app.job_manager.get_stalled_jobs())
