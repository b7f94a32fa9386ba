"""What becomes of mail after its end: swept by the setting; and what a restored database believes it has to send."""

import datetime

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from foundation.outbox import keeping
from foundation.outbox.models import MailState, OutgoingMail
from foundation.outbox.queueing import Mail, send_later

DAY = datetime.timedelta(days=1)


def mail(name: str, state: MailState, age: datetime.timedelta) -> None:
    moment = timezone.now() - age
    made = OutgoingMail(address=f"{name}@contoh.test", subject=name, body="Isi.", created_at=moment)
    if state != MailState.WAITING:
        made.end(state, moment)
    made.save()


@pytest.mark.django_db
def test_old_mail_is_swept_and_what_waits_never(settings: Settings) -> None:
    settings.MAIL_KEEP_DAYS = 30
    mail("lama", MailState.SENT, 31 * DAY)
    mail("gagal lama", MailState.REFUSED, 31 * DAY)
    mail("baru", MailState.SENT, 29 * DAY)
    mail("menunggu", MailState.WAITING, 400 * DAY)
    assert keeping.sweep() == 2
    assert set(OutgoingMail.objects.values_list("subject", flat=True)) == {"baru", "menunggu"}


@pytest.mark.django_db(transaction=True)
def test_the_queue_is_woken_once_and_its_job_holds_nothing_of_the_mail() -> None:
    for _ in range(3):
        send_later([Mail("A", "Isi rahasia.", "a@contoh.test", secret=True)])
    [job] = ProcrastinateJob.objects.filter(task_name="send_mails")
    assert (job.queue_name, job.args) == ("mail", {"timestamp": 0})
