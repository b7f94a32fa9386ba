"""An import while it runs: how far it is, how often it may run, and what a killed worker leaves behind."""

import datetime
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from agencies.core.models import User
from foundation.queue.jobs import JobState
from proposals.core.affairs.models import Affair
from proposals.core.models import Proposal, SectionText
from proposals.core.period.models import Period
from proposals.core.workflow import STEPS
from proposals.importing import tasks as importing_tasks
from proposals.importing.models import ImportBatch
from proposals.importing.services import ImportRefused, run_import
from tests import factories
from tests.proposals.sheets import GOOD, many, sheet, store, upload
from tests.proposals.writing.test_autosave_killed import database_url


@pytest.fixture
def desk(client: Client, owner: User, period: Period) -> Client:
    client.force_login(owner)
    return client


@pytest.mark.django_db
def test_the_page_shows_how_far_the_check_is_and_goes_on_by_itself(desk: Client) -> None:
    desk.post(reverse("proposals:import"), {"file": sheet(GOOD)})
    batch = ImportBatch.objects.get()
    batch.note(3, 7)
    asked = {"HTTP_HX_REQUEST": "true"}

    page, part = (desk.get(batch.get_absolute_url(), **extra) for extra in ({}, asked))
    assert '<noscript><meta http-equiv="refresh"' in page.content.decode()
    for answer in (page, part):
        assert "3 dari 7 baris" in answer.content.decode()
        assert f'hx-get="{batch.get_absolute_url()}"' in answer.content.decode()
    assert "<html" not in part.content.decode()

    importing_tasks.check_import(batch.pk)
    assert desk.get(batch.get_absolute_url(), **asked).headers["HX-Refresh"] == "true"


@pytest.mark.django_db
def test_the_file_waits_and_goes_when_its_proposals_are_stored(
    desk: Client, django_capture_on_commit_callbacks
) -> None:
    batch = upload(desk, sheet(GOOD))
    kept = Path(batch.file.path)
    assert kept.exists()
    with django_capture_on_commit_callbacks(execute=True):
        store(batch)
    assert not kept.exists()
    assert not batch.rows.exists()


@pytest.mark.django_db
def test_what_nobody_went_on_with_is_cleared_away(desk: Client, django_capture_on_commit_callbacks) -> None:
    old, young = upload(desk, sheet(GOOD)), upload(desk, sheet(GOOD))
    long_ago = timezone.now() - datetime.timedelta(days=importing_tasks.KEPT_DAYS, minutes=1)
    ImportBatch.objects.filter(pk=old.pk).update(moved_at=long_ago)

    with django_capture_on_commit_callbacks(execute=True):
        importing_tasks.clear_imports(0)

    assert list(ImportBatch.objects.all()) == [young]
    assert (Path(old.file.path).exists(), Path(young.file.path).exists()) == (False, True)


@pytest.mark.django_db
def test_a_second_yes_queues_nothing_more_and_a_second_job_stores_nothing_more(desk: Client) -> None:
    batch = upload(desk, many(3))
    for _ in range(2):
        assert desk.post(reverse("proposals:import_run", args=[batch.pk])).url == batch.get_absolute_url()
    (job,) = ProcrastinateJob.objects.filter(task_name="store_import")
    assert job.lock == f"import-{batch.period_id}"

    for _ in range(2):
        importing_tasks.store_import(batch.pk)
    assert Proposal.objects.count() == 3


@pytest.mark.django_db
def test_the_same_file_in_two_tabs_is_imported_once(desk: Client) -> None:
    first, second = upload(desk, many(3)), upload(desk, many(3))

    store(first)
    refused = store(second)

    assert (refused.state, Proposal.objects.count()) == (JobState.FAILED, 3)
    assert "Sementara itu ada usulan bernama" in desk.get(second.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_a_fault_in_the_middle_leaves_nothing_and_says_what_to_do(desk: Client) -> None:
    batch = upload(desk, many(150))
    # The last row breaks a rule that only the database knows of here: half a point on the map.
    last = batch.rows.last()
    last.profile.pop("longitude")
    last.save()

    store(batch)

    assert (Proposal.objects.count(), SectionText.objects.count()) == (0, 0)
    assert "Isi lintang dan bujur keduanya" in desk.get(batch.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_an_unforeseen_fault_is_told_without_its_inside(
    desk: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    batch = upload(desk, many(2))
    batch.rows.update(profile={"title": "A", "crossing_affairs": "bukan angka"})

    store(batch)

    page = desk.get(batch.get_absolute_url()).content.decode()
    assert "Unggah berkasnya sekali lagi" in page
    assert "bukan angka" not in page
    assert "bukan angka" in caplog.text
    assert not Proposal.objects.exists()


@pytest.mark.django_db
def test_checking_costs_the_same_queries_for_few_rows_and_for_many(desk: Client) -> None:
    costs = set()
    for size in (50, 400):
        desk.post(reverse("proposals:import"), {"file": many(size)})
        with CaptureQueriesContext(connection) as queries:
            importing_tasks.check_import(ImportBatch.objects.latest("pk").pk)
        costs.add(len(queries))
    assert costs == {51}


@pytest.mark.django_db
def test_storing_and_its_pages_cost_the_same_for_few_rows_and_for_many(desk: Client) -> None:
    costs = set()
    for size in (2, 40):
        batch = upload(desk, sheet(*([f"{size} dan {number}", *GOOD[1:]] for number in range(size))))
        with CaptureQueriesContext(connection) as preview:
            assert desk.get(batch.get_absolute_url()).status_code == 200
        importing_tasks.say_yes(batch)
        batch.refresh_from_db()
        with CaptureQueriesContext(connection) as storing:
            run_import(batch)
        costs.add((len(preview), len(storing)))
    assert len(costs) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_one_batch_store_it_once(desk: Client) -> None:
    batch = upload(desk, many(40))
    importing_tasks.say_yes(batch)
    meet, outcomes = threading.Barrier(2), []

    def work() -> None:
        row = ImportBatch.objects.select_related("period__guide", "by__agency").get(pk=batch.pk)
        meet.wait()
        try:
            outcomes.append(run_import(row))
        except ImportRefused as refusal:
            outcomes.append(str(refusal))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Proposal.objects.count() == 40
    assert 40 in outcomes
    assert any(isinstance(outcome, str) for outcome in outcomes)


@pytest.mark.django_db(transaction=True)
def test_a_submission_does_not_wait_for_a_long_import(desk: Client, period: Period) -> None:
    batch = upload(desk, many(2))
    draft = factories.draft()

    def submit() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '3s'")
            factories.move(draft, STEPS[0])
        connection.close()

    def in_the_middle(done: int, total: int) -> None:
        # The rows of the import are there by now, though not committed.
        Proposal.objects.create(period=period, agency=batch.by.agency, created_by=batch.by, title="Di tengah")
        other = threading.Thread(target=submit)
        other.start()
        other.join()

    importing_tasks.say_yes(batch)
    batch.refresh_from_db()
    run_import(batch, progress=in_the_middle)

    assert draft.number


@pytest.fixture
def start_worker() -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts the queue's worker as it runs in production, on the database of this test."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "manage.py", "procrastinate", "worker", "--queues", "imports"]
        environment = os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "inovasi.settings"}
        started.append(subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, start_new_session=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_nothing_half_and_the_next_one_ends_it(
    desk: Client, start_worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    batch = upload(desk, many(600))
    affair = factories.affair()
    batch.rows.filter(pk=batch.rows.latest("pk").pk).update(
        profile={"title": "Akhir", "crossing_affairs": str(affair.pk)}
    )
    importing_tasks.say_yes(batch)
    batch.refresh_from_db()
    # Its last row names an affair that somebody holds, so that the worker cannot end before it is killed.
    with transaction.atomic():
        Affair.objects.select_for_update().get(pk=affair.pk)
        worker = start_worker()
        while batch.done == 0 and worker.poll() is None:
            time.sleep(0.005)
            batch.refresh_from_db()
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    batch.refresh_from_db()

    assert (batch.state, 0 < batch.done < 600) == (JobState.WORKING, True)
    assert Proposal.objects.count() == 0
    ImportBatch.objects.update(moved_at=timezone.now() - datetime.timedelta(minutes=3))
    assert "diulang sendiri dari awal" in desk.get(batch.get_absolute_url()).content.decode()

    importing_tasks.store_import(batch.pk)
    assert Proposal.objects.count() == 600
    assert "600 usulan diimpor" in desk.get(batch.get_absolute_url()).content.decode()
