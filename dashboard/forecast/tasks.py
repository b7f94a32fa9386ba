"""Background work of the forecast: reckoning it anew after a change."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from agencies.core.models import User
from dashboard.forecast import renewing
from proposals.core.period.models import Period


@app.task(name=renewing.RECKON, queue="care", retry=RetryStrategy(max_attempts=3, wait=2))
def reckon_outlook(period: int, reader: int) -> None:
    """Reckons what the pages of this period show to this reader."""
    renewing.renew(Period.objects.get(pk=period), User.objects.get(pk=reader), timezone.now())
