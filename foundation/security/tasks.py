"""Background work of the security log."""

from django.conf import settings
from procrastinate.contrib.django import app

from foundation.security.sweeping import sweep


@app.periodic(cron="40 18 * * *")
@app.task(name="sweep_security_log", queue="care", queueing_lock="sweep_security_log", lock="sweep_security_log")
def sweep_security_log(timestamp: int) -> None:
    """Every night: events older than the setting says go; `timestamp` is when the run was planned (UTC)."""
    sweep(settings.SECURITY_LOG_DAYS)
