"""Forgetting, hour by hour, the documents that nobody decided on."""

from procrastinate.contrib.django import app

from proposals.bringing.services import clear_old


@app.periodic(cron="20 * * * *")
@app.task(name="clear_brought", queue="care", queueing_lock="clear_brought")
def clear_brought(timestamp: int) -> None:
    """Every hour: documents that were read a day ago or longer."""
    clear_old()
