"""Work whose worker died is taken up again; what keeps killing workers is given up, and its person is told."""

import datetime
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from agencies.core.models import Notification, User
from dashboard.reports.models import ReportJob
from dashboard.reports.tasks import build_report
from foundation.queue import losses, tasks
from foundation.queue.jobs import JobState
from foundation.queue.losses import LostWork
from inovasi.management.commands.lane import LEFT
from inovasi.running.lanes import LANES, signature
from proposals.evidence.tasks import scan_attachment
from proposals.importing.models import ImportBatch
from proposals.importing.tasks import check_import, store_import
from reviews.assigning.models import AssignmentPlan
from reviews.assigning.tasks import work_out_assignments
from reviews.meeting.core.models import Meeting
from reviews.meeting.papers.models import MeetingPaper
from reviews.meeting.papers.tasks import print_meeting_paper
from tests import factories

pytestmark = pytest.mark.django_db
MANY_ATTEMPTS = 40


def work(queue: str = "mail") -> int:
    return app.configure_task("scan_attachment", queue=queue).defer(attachment=0)


def left_behind(job: int, worker: int | None = None) -> None:
    """The queue's row as it stands after its worker began it."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, job])


def worker(heartbeat: datetime.datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id", [heartbeat])
        return int(cursor.fetchone()[0])


def take_up() -> None:
    async_to_sync(tasks.take_up_lost_jobs.func)(0)


def lose(*jobs: int, times: int = 1) -> None:
    for _ in range(times):
        for job in jobs:
            left_behind(job)
        take_up()


def states(*jobs: int) -> list[str]:
    found = dict(ProcrastinateJob.objects.filter(pk__in=jobs).values_list("pk", "status"))
    return [found[job] for job in jobs]


def test_work_of_a_dead_worker_is_taken_up_again_and_that_of_a_living_one_left_alone() -> None:
    jobs = [work() for _ in range(3)]
    dead, living = worker(timezone.now() - datetime.timedelta(minutes=5)), worker(timezone.now())
    for job, busy in zip(jobs, (dead, None, living), strict=True):
        left_behind(job, busy)

    take_up()

    assert states(*jobs) == ["todo", "todo", "doing"]


def test_work_is_given_up_when_it_was_lost_three_times_however_often_it_was_tried() -> None:
    fragile, failing = work(), work()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET attempts = %s WHERE id = %s", [MANY_ATTEMPTS, failing])
    lose(fragile, times=2)
    assert states(fragile) == ["todo"]
    lose(fragile, failing)
    assert states(fragile, failing) == ["failed", "todo"]
    assert list(LostWork.objects.values_list("job", "times")) == [(failing, 1)]


@pytest.mark.django_db(transaction=True)
def test_work_of_which_one_waits_already_is_not_put_back_beside_it() -> None:
    lost = tasks.take_up_lost_jobs.defer(timestamp=1)
    left_behind(lost)
    waiting, other = tasks.take_up_lost_jobs.defer(timestamp=2), work()
    lose(lost, other)
    assert states(lost, waiting, other) == ["aborted", "todo", "todo"]


def test_what_was_lost_together_twice_is_tried_apart() -> None:
    jobs = [work(), work()]
    lose(*jobs)
    assert [one.scheduled_at <= timezone.now() for one in ProcrastinateJob.objects.filter(pk__in=jobs)] == [True, True]
    lose(*jobs)
    first, second = ProcrastinateJob.objects.filter(pk__in=jobs).order_by("scheduled_at")
    assert second.scheduled_at - first.scheduled_at > datetime.timedelta(seconds=50)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("others", "state"), [(0, "todo"), (1, "doing")])
def test_a_lane_takes_up_what_is_under_way_in_its_queues_when_no_other_lives(others: int, state: str) -> None:
    alive = worker(timezone.now())
    mine, report = work(), build_report.defer(job_id=1)
    for job in (mine, report):
        left_behind(job, alive)

    with ExitStack() as living:
        for _ in range(others):
            known = connection.get_connection_params() | {"application_name": signature("surat")}
            living.enter_context(psycopg.connect(**known))
        with psycopg.connect(**connection.get_connection_params()) as server:
            left = server.execute(LEFT, [list(LANES["surat"]), signature("surat")]).fetchall()
    async_to_sync(losses.take_up_numbers)(number for (number,) in left)

    assert states(mine, report) == [state, "doing"]


def told(person: User) -> list[str]:
    return [line.text for line in Notification.objects.filter(user=person)]


def test_who_asked_for_a_report_is_told_once() -> None:
    leader = factories.leader()
    job = ReportJob.objects.create(period=factories.period(), requested_by=leader, title="Laporan panjang")
    lose(build_report.defer(job_id=job.pk), times=3)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert [text for text in told(leader) if "Laporan panjang" in text and "terhenti tiga kali" in text] == told(leader)
    assert len(told(leader)) == 1


def test_who_asked_for_a_meeting_paper_is_told() -> None:
    person = factories.coordinator()
    meeting = Meeting.objects.create(
        period=factories.period(),
        title="Rapat",
        held_at=timezone.now(),
        place="Aula",
        chair=person,
        head=factories.leader(),
        created_by=person,
    )
    paper = MeetingPaper.objects.create(meeting=meeting, name="undangan", requested_by=person, fingerprint="a" * 64)
    lose(print_meeting_paper.defer(paper=paper.pk), times=3)
    paper.refresh_from_db()
    assert (paper.state, len(told(person))) == (JobState.FAILED, 1)


@pytest.mark.parametrize(("task", "step"), [(check_import, "check"), (store_import, "store")])
def test_who_brought_a_spreadsheet_is_told(task: Any, step: str) -> None:
    person = factories.coordinator()
    batch = ImportBatch.objects.create(period=factories.period(), by=person, step=step, file_name="usulan.xlsx")
    lose(task.defer(batch=batch.pk), times=3)
    batch.refresh_from_db()
    assert batch.state == JobState.FAILED
    assert told(person) == [f"Impor “usulan.xlsx”: {batch.refusal}"]


def test_who_asked_for_a_dry_run_is_told() -> None:
    person = factories.coordinator()
    plan = AssignmentPlan.objects.create(stage=factories.stage(), created_by=person)
    lose(work_out_assignments.defer(plan=plan.pk), times=3)
    plan.refresh_from_db()
    assert (plan.state, told(person)) == (AssignmentPlan.State.FAILED, [plan.message])


def test_an_agency_is_told_of_a_file_that_cannot_be_scanned() -> None:
    home = factories.agency()
    person = factories.operator(of=home)
    file = factories.attachment(factories.draft(of=home))
    Notification.objects.all().delete()
    lose(scan_attachment.defer(attachment=file.pk), times=3)
    assert [f"“{file.name}”" in text and "tidak dapat dipindai" in text for text in told(person)] == [True]


def test_who_is_gone_by_now_keeps_nothing_in_the_queue() -> None:
    job = build_report.defer(job_id=0)
    lose(job, times=3)
    assert states(job) == ["failed"]
