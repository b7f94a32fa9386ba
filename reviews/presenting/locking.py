"""The lock under which a schedule is written: what a time, a limit or an absence is checked against stays as it is."""

from typing import Final

from django.db import connection

SCHEDULE_LOCK: Final = 4_119_713
"""The key of our advisory lock; those of the other rooms stand beside it."""


def lock_schedule() -> None:
    """One writer of presentations at a time, until the transaction ends; asked before any proposal is locked.

    The database alone keeps rooms and jurors apart, but not the talks of one agency, nor absences and limits.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SCHEDULE_LOCK])
