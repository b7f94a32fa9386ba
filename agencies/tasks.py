"""Background work of the ground floor: delivering mail."""

from django.conf import settings
from django.core.mail import EmailMessage
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


@app.task(name="send_mail", queue="mail", retry=RetryStrategy(max_attempts=6, exponential_wait=30))
def send_mail(subject: str, body: str, to: list[str]) -> None:
    """Delivers one plain-text mail; a failing server is tried again with growing pauses."""
    EmailMessage(subject.strip(), body, settings.DEFAULT_FROM_EMAIL, to).send()


def send_mail_later(*, subject: str, body: str, to: list[str]) -> None:
    """Queues a mail inside the current transaction; addresses that are empty are left out."""
    addresses = [address for address in to if address]
    if addresses:
        send_mail.defer(subject=subject, body=body, to=addresses)
