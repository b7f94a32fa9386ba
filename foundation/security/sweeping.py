"""Taking old events out of the security log."""

import datetime

from django.db import connection, transaction
from django.utils import timezone

from foundation.security.models import SWEEP, SecurityEvent


@transaction.atomic
def sweep(days: int) -> int:
    """Deletes what is older than so many days and gives back how many rows; nothing younger than `LEAST_DAYS` goes."""
    until = timezone.now() - datetime.timedelta(days=days)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SWEEP, until.isoformat()])
    gone, _ = SecurityEvent.objects.filter(at__lt=until).delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, '', true)", [SWEEP])
    return gone
