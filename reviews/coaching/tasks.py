"""Background work of coaching: reminding agencies and coaches every working morning."""

from procrastinate.contrib.django import app

from reviews.coaching import reminders


@app.periodic(cron="15 1 * * 1-5")
@app.task(name="remind_coaching", queue="mail")
def remind_coaching(timestamp: int) -> None:
    """Every working day at 08.15 WIB (01.15 UTC)."""
    reminders.remind()
