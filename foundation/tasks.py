"""Background work of the ground floor: delivering mail, and taking up again what a dead worker left."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from django.conf import settings
from django.core.mail import EmailMessage
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from foundation.figures import PROPERTY, Figure, as_property
from foundation.mail import WAITS, MailRetries, subject_line

# No task of ours is tried more often than mail.
MOST_ATTEMPTS = len(WAITS) + 1
# Says that no person wrote a mail, so that absence notes stay away: RFC 3834, section 5.
AUTOMATIC = {"Auto-Submitted": "auto-generated"}


@app.task(name="send_mail", queue="mail", retry=MailRetries())
def send_mail(subject: str, body: str, to: list[str], figures: str = "") -> None:
    """Delivers one plain-text mail; a failing server is tried again after the pauses of `WAITS`.

    The figures that it tells stand in a header, too, as `as_property` writes them.
    """
    headers = AUTOMATIC | ({PROPERTY: figures} if figures else {})
    EmailMessage(subject_line(subject), body, settings.DEFAULT_FROM_EMAIL, to, headers=headers).send()


@dataclass(frozen=True, slots=True)
class Mail:
    """One plain-text mail; `figures` as the task takes them."""

    subject: str
    body: str
    to: list[str]
    figures: str = ""


def send_mails_later(mails: Iterable[Mail]) -> None:
    """Queues mails inside the current transaction by one query; addresses that are empty are left out."""
    reachable = (replace(mail, to=[address for address in mail.to if address]) for mail in mails)
    jobs = [asdict(mail) for mail in reachable if mail.to]
    if jobs:
        send_mail.batch_defer(*jobs)


def send_mail_later(*, subject: str, body: str, to: list[str], figures: Iterable[Figure] = ()) -> None:
    """Queues one mail inside the current transaction, under the names of the figures that it tells."""
    told = list(figures)
    send_mails_later([Mail(subject, body, to, as_property(told) if told else "")])


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
