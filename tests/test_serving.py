"""The portal as `manage.py serve` runs it: parts that die come back, an outage is calm, nothing outlives the portal."""

import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
import psycopg
import pytest
from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app

from inovasi.running.lanes import LANES
from inovasi.running.supervising import Pauses, Supervised
from tests.portals import PATIENCE, Portal, own_database, within_patience


@pytest.fixture
def start() -> Iterator[Callable[..., Portal]]:
    started: list[Portal] = []

    def run(database_url: str, *options: str) -> Portal:
        started.append(Portal({"DATABASE_URL": database_url}, *options))
        return started[-1]

    yield run
    for portal in started:
        with suppress(psutil.NoSuchProcess):
            portal.process.terminate()
        portal.process.wait(timeout=30)


def test_pauses_grow_and_are_short_again_after_a_minute() -> None:
    pauses = Pauses()
    assert [pauses.after(0.1) for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    assert [pauses.after(60), pauses.after(0.1)] == [1, 2]


def test_a_part_that_keeps_ending_is_told_and_tried_again() -> None:
    told: list[str] = []
    part = Supervised("percobaan", [sys.executable, "-c", "raise SystemExit(3)"])
    now, ends = 0.0, 0
    while ends < 7:
        part.look(now, told.append)
        if part.process:
            part.process.wait()
            part.look(now, told.append)
            ends += 1
            now = part.due
    assert [line for line in told if "kode 3" in line] == [line for line in told if "terus-menerus" not in line]
    assert len([line for line in told if "kode 3" in line]) == 7
    assert len([line for line in told if "terus-menerus" in line]) == 2


def test_a_part_that_cannot_be_started_at_all_is_told_and_tried_again() -> None:
    told: list[str] = []
    part = Supervised("percobaan", [sys.executable, "-c", ""], files=[10**6])
    part.look(0.0, told.append)
    part.look(part.due, told.append)
    assert [line.startswith("Bagian percobaan tidak dapat dijalankan (") for line in told] == [True, True]


def test_every_queue_has_one_lane() -> None:
    app.perform_import_paths()
    served = [queue for queues in LANES.values() for queue in queues]
    assert sorted(served) == sorted({task.queue for task in app.tasks.values()})


@pytest.mark.django_db(transaction=True)
def test_killed_parts_come_back_and_nothing_outlives_the_portal(start: Callable[..., Portal]) -> None:
    portal = start(own_database(), "--workers", "2")
    assert within_patience(lambda: portal.answers() and len(portal.parts("manage.py lane")) == len(LANES))

    with urlopen(f"http://127.0.0.1:{portal.port}/robots.txt", timeout=PATIENCE) as answer:
        assert f"Sitemap: http://127.0.0.1:{portal.port}/" in answer.read().decode(), "links name what is served"

    for word, usual in (("manage.py lane surat", 1), ("manage.py web", 2)):
        before = {part.pid for part in portal.parts(word)}
        portal.parts(word)[0].kill()
        assert within_patience(
            lambda word=word, usual=usual, before=before: (
                len(now := {part.pid for part in portal.parts(word)}) == usual and now != before
            )
        )
        assert portal.answers()
    for process in portal.parts("manage.py web"):
        process.kill()
    assert portal.answers(), "who comes in between waits and is answered"

    family = portal.process.children(recursive=True)
    portal.process.kill()
    portal.process.wait()
    assert psutil.wait_procs(family, timeout=PATIENCE)[1] == []
    with socket.create_server(("127.0.0.1", portal.port)):
        pass


def test_without_a_database_the_page_is_calm_and_a_second_portal_says_why_it_ends(start: Callable[..., Portal]) -> None:
    with socket.socket() as nobody:
        # Bound and not listening: whoever connects is refused.
        nobody.bind(("127.0.0.1", 0))
        portal = start(f"postgres://x:x@127.0.0.1:{nobody.getsockname()[1]}/x", "--workers", "1", "--no-worker")
        assert within_patience(lambda: portal.status("/") == 503)
        with pytest.raises(HTTPError) as refused:
            urlopen(f"http://127.0.0.1:{portal.port}/", timeout=20)
        page = refused.value.read().decode()
        assert "<h1>Kami mencoba lagi</h1>" in page
        assert '<meta http-equiv="refresh" content="10">' in page

        second = subprocess.run(
            [sys.executable, "manage.py", "serve", "--address", f"127.0.0.1:{portal.port}"],
            cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert second.returncode == 1
        assert "sudah dipakai program lain" in second.stderr

        portal.process.send_signal(signal.SIGTERM)
        assert portal.process.wait(timeout=PATIENCE) == 0


@pytest.mark.django_db(transaction=True)
def test_first_query_after_the_database_dropped_all_connections() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (before,) = cursor.fetchone()
    connection.close()
    with psycopg.connect(own_database(), autocommit=True) as server:
        server.execute("SELECT pg_terminate_backend(%s, 5000)", [before])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone() != (before,)
