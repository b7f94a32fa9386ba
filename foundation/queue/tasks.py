"""Background work of the ground floor: taking up again what a dead worker left, and forgetting what is over."""

from procrastinate.contrib.django import app

from foundation.once import forget_old
from foundation.queue import losses, sweeping
from foundation.sheets.keeping import clear_old


@app.periodic(cron="* * * * *")
@app.task(name="take_up_lost_jobs", queue="care", queueing_lock="take_up_lost_jobs")
async def take_up_lost_jobs(timestamp: int) -> None:
    """Every minute: work whose worker was not heard of for half a minute; `timestamp` is when the run was planned."""
    await losses.take_up(await app.job_manager.get_stalled_jobs())


@app.periodic(cron="15 18 * * *")
@app.task(name="forget_sent_forms", queue="care", queueing_lock="forget_sent_forms")
def forget_sent_forms(timestamp: int) -> None:
    """Every night at 01.15 WIB: forms that nobody sends again; `timestamp` is when the run was planned."""
    forget_old()


@app.periodic(cron="40 18 * * *")
@app.task(name="clear_sheets", queue="care", queueing_lock="clear_sheets")
def clear_sheets(timestamp: int) -> None:
    """Every night at 01.40 WIB: uploaded spreadsheets that nobody came back for."""
    clear_old()


@app.periodic(cron="50 18 * * *")
@app.task(name="sweep_what_is_over", queue="care", queueing_lock="sweep_what_is_over")
async def sweep_what_is_over(timestamp: int) -> None:
    """Every night at 01.50 WIB: ended work and sessions; `timestamp` is when the run was planned."""
    await sweeping.sweep()
