"""What is over is forgotten after a while: work of the queue that has ended, and sessions that have run out."""

from typing import Final

from allauth.usersessions.models import UserSession
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone
from procrastinate.contrib.django import app

DONE_HOURS: Final = 14 * 24
FAILED_HOURS: Final = 60 * 24
"""Work that did not succeed is looked at by a technician, who may be away for a month."""


async def sweep() -> None:
    """Deletes ended work with its events after its time, and what is left of sessions that have run out."""
    await app.job_manager.delete_old_jobs(nb_hours=DONE_HOURS)
    await app.job_manager.delete_old_jobs(
        nb_hours=FAILED_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
    await sync_to_async(_sessions)()


def _sessions() -> None:
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    of_it = Session.objects.filter(pk=OuterRef("session_key"))
    UserSession.objects.exclude(Exists(of_it)).delete()
