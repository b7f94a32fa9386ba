"""Background work of the desk: agencies are told of verdicts once the verifier has paused."""

from procrastinate.contrib.django import app

from competitions.iga.desk import digest


@app.periodic(cron="*/5 * * * *")
@app.task(name="tell_verdicts", queue="mail", queueing_lock="tell_verdicts", lock="tell_verdicts")
def tell_verdicts(timestamp: int) -> None:
    """Every five minutes: digests that are due; `timestamp` is when the run was planned."""
    digest.send_due()
