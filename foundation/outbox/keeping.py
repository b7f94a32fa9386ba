"""What becomes of mail after its end."""

import datetime

from django.conf import settings
from django.utils import timezone

from foundation.outbox.models import OutgoingMail


def sweep() -> int:
    """Deletes what ended longer ago than MAIL_KEEP_DAYS; returns how many."""
    before = timezone.now() - datetime.timedelta(days=settings.MAIL_KEEP_DAYS)
    return OutgoingMail.objects.filter(ended_at__lt=before).delete()[0]
