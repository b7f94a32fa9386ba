"""Background work of the ranking: the adjusted scores, soon after reviews have changed."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from proposals.core.period.models import Period
from reviews.core.asking import RECKON, ask_to_reckon
from reviews.core.standings import ReckoningMark
from reviews.ranking import adjusting


@app.task(name=RECKON, queue="care", retry=RetryStrategy(max_attempts=10, wait=2))
def reckon_adjusted_scores(period: int) -> None:
    """Reckons the adjusted scores of the period with this key anew, if reviews have changed since it was last done."""
    adjusting.reckon_if_behind(Period.objects.get(pk=period), patient=False)


@app.periodic(cron="* * * * *")
@app.task(name="reckon_what_was_left", queue="care", queueing_lock="reckon_what_was_left")
def reckon_what_was_left(timestamp: int) -> None:
    """Every minute: periods whose change nobody told the queue of, because the writer died or wrote past the portal."""
    for period in ReckoningMark.objects.order_by().values_list("period", flat=True).distinct():
        ask_to_reckon(period)
