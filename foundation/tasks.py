"""Background work of the ground floor: taking up again what a dead worker left."""

from procrastinate.contrib.django import app
from procrastinate.jobs import Status

# No task of ours is tried more often than scanning.
MOST_ATTEMPTS = 31


@app.periodic(cron="* * * * *")
@app.task(name="take_up_lost_jobs", queue="care", queueing_lock="take_up_lost_jobs")
async def take_up_lost_jobs(timestamp: int) -> None:
    """Every minute: work whose worker died goes back into the queue; `timestamp` is when the run was planned.

    Work that was lost as often as no task is tried at all seems to kill its workers, and is left alone.
    """
    manager = app.job_manager
    for job in await manager.get_stalled_jobs():
        if job.attempts < MOST_ATTEMPTS:
            await manager.retry_job(job)
        else:
            await manager.finish_job(job, Status.FAILED, delete_job=False)
