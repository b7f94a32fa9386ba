"""Nothing that was acknowledged is lost, whatever is killed meanwhile: during a save, and during a report."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psutil
import psycopg
import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import OperationalError, connection
from django.urls import reverse
from psycopg.conninfo import conninfo_to_dict

from dashboard.reports import services as reports
from dashboard.reports.models import ReportJob
from foundation.queue.jobs import JobState
from inovasi.running import embedded
from tests import factories
from tests.portals import Person, Portal, own_database, within_patience

STORED = """
    SELECT text FROM proposals_sectiontext JOIN proposals_section section ON section.id = section_id
    WHERE section.key = 'permasalahan'
"""
# Takes over a dump into the embedded server of a folder: folder, file.
TAKE_OVER = """
import subprocess, sys
from pathlib import Path
from inovasi.running.embedded import POSTGRES_VERSIONS, database_url
url = database_url(Path(sys.argv[1]))
subprocess.run([POSTGRES_VERSIONS[18] / "pg_restore", "--no-owner", "--dbname", url, sys.argv[2]], check=True)
print(url)
"""


def main_process(folder: Path) -> psutil.Process:
    """The embedded server's own."""
    return psutil.Process(int((folder / "postgres/postmaster.pid").read_text().split()[0]))


@contextmanager
def portal(variables: dict[str, str | None], *options: str) -> Iterator[Portal]:
    running = Portal(variables, "--workers", "1", *options)
    try:
        assert within_patience(running.answers)
        yield running
    finally:
        running.process.terminate()
        running.process.wait(timeout=60)


def taken_over(folder: Path, dump: Path) -> str:
    """Puts the tests' database into the embedded server of the folder; gives its URL. That server has stopped then."""
    program = embedded.POSTGRES_VERSIONS[18] / "pg_dump"
    subprocess.run([program, "--format=custom", "--file", dump, own_database()], check=True)
    command = [sys.executable, "-c", TAKE_OVER, str(folder), str(dump)]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.django_db(transaction=True)
def test_the_embedded_database_is_killed_while_somebody_writes(house: Path, tmp_path: Path) -> None:
    home = factories.agency()
    person = factories.operator(of=home)
    person.password = PBKDF2PasswordHasher().encode("rahasia-penulis", "garamnya-panjang-sekali")
    person.save()
    save = reverse("proposals:autosave", args=[factories.draft(of=home).pk, "rancang-bangun"])
    url = taken_over(house, tmp_path / "dump")

    with portal({"DATABASE_URL": None, "PORTAL_VAR": str(house)}, "--no-worker") as running:
        writer = Person(running, person.username, "rahasia-penulis")
        first = main_process(house)
        acknowledged = 0

        def saves() -> bool:
            nonlocal acknowledged
            words = {"permasalahan": f"Kalimat {acknowledged + 1}.", "permasalahan-versi": str(acknowledged)}
            done = writer.sends(save, **words) == 200
            acknowledged += done
            return done

        assert all(saves() for _ in range(3))
        first.kill()
        assert within_patience(saves)
        assert main_process(house).pid != first.pid
        with psycopg.connect(url) as server:
            assert server.execute(STORED).fetchall() == [(f"Kalimat {acknowledged}.",)]
    shutil.rmtree(str(conninfo_to_dict(url)["host"]))


def is_under_way() -> bool:
    """Whether the report waits for this test's lock, in the middle of its work."""
    with psycopg.connect(own_database()) as server:
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return server.execute(waiting).fetchone() != (0,)


@contextmanager
def held(job: ReportJob) -> Iterator[psycopg.Connection]:
    """Stops the report at its first note of progress."""
    with psycopg.connect(own_database()) as server:
        server.execute("SELECT 1 FROM dashboard_reportjob WHERE id = %s FOR UPDATE", [job.pk])
        yield server


def is_over(job: ReportJob) -> bool:
    """Whether the report is made or given up; the test's own connections come back a little after the portal's."""
    try:
        return ReportJob.objects.get(pk=job.pk).is_over
    except OperationalError:
        return False


@pytest.mark.django_db(transaction=True)
def test_a_report_is_finished_after_its_worker_was_killed_and_after_the_database_dropped_it(tmp_path: Path) -> None:
    leader, year = factories.leader(), factories.period()
    factories.ready()
    with portal({"DATABASE_URL": own_database(), "PORTAL_VAR": str(tmp_path)}) as running:
        assert within_patience(lambda: running.parts("lane cetak"))
        for trouble in ("the worker", "the database"):
            job = reports.order_report(["cakupan"], year, by=leader, scope={})
            with held(job) as server:
                assert within_patience(is_under_way)
                if trouble == "the worker":
                    running.parts("lane cetak")[0].kill()
                else:
                    connection.close()
                    server.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
            assert within_patience(partial(is_over, job))
            assert ReportJob.objects.get(pk=job.pk).state == JobState.DONE, trouble
