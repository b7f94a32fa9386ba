"""Every night what is over goes: ended work after its time, sessions that ran out; the rest stays."""

import datetime

import pytest
from allauth.usersessions.models import UserSession
from asgiref.sync import async_to_sync
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from foundation.queue import sweeping, tasks
from tests import factories

pytestmark = pytest.mark.django_db


def ended(status: str, days: int) -> int:
    """A job that came to this end so many days ago."""
    job = app.configure_task("scan_attachment", queue="scan").defer(attachment=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job])
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s", [status, job]
        )
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - make_interval(days => %s) WHERE job_id = %s", [days, job]
        )
    return job


def test_ended_work_goes_after_its_time_and_work_to_do_stays():
    waiting = app.configure_task("scan_attachment", queue="scan").defer(attachment=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '1 year' WHERE job_id = %s", [waiting])
    kept = {waiting, ended("succeeded", 13), ended("failed", 59), ended("cancelled", 59)}
    gone = {ended("succeeded", 15), ended("failed", 61), ended("cancelled", 61)}
    async_to_sync(tasks.sweep_what_is_over.func)(0)
    assert set(ProcrastinateJob.objects.values_list("pk", flat=True)) == kept
    assert not ProcrastinateEvent.objects.filter(job__in=gone).exists()


def test_sessions_that_ran_out_go_with_what_is_known_of_them():
    person = factories.leader()
    now = timezone.now()
    for key, hours in (("masih", 1), ("habis", -1)):
        Session.objects.create(pk=key, session_data="", expire_date=now + datetime.timedelta(hours=hours))
        UserSession.objects.create(user=person, session_key=key, ip="127.0.0.1", user_agent="Peramban")
    UserSession.objects.create(user=person, session_key="lama", ip="127.0.0.1", user_agent="Peramban")
    async_to_sync(sweeping.sweep)()
    assert list(Session.objects.values_list("pk", flat=True)) == ["masih"]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == ["masih"]
