"""Two people who install or set up the portal in one folder at once take turns, and the second knows why it waits."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from inovasi.management.commands.setup import SETTING_UP
from tests.portals import own_database


def running(*command: str, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=os.environ | variables,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_second_installation_waits_for_the_first(tmp_path: Path) -> None:
    alone = ("scripts/alone.py", str(tmp_path / "lock"), sys.executable, "-c")
    with running(*alone, "print('mulai', flush=True); input()") as first:
        assert first.stdout
        assert first.stdout.readline() == "mulai\n"
        with running(*alone, "print('giliran kedua')") as second:
            assert second.stdout
            assert second.stdout.readline().startswith("Pemasangan lain sedang berjalan")
            first.communicate("\n")
            assert second.communicate()[0] == "giliran kedua\n"
    assert (first.returncode, second.returncode) == (0, 0)


def test_a_database_that_is_away_is_waited_for(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        # Bound and not listening: whoever connects is refused.
        nobody.bind(("127.0.0.1", 0))
        url = f"postgres://x:x@127.0.0.1:{nobody.getsockname()[1]}/x"
        with running("manage.py", "setup", DATABASE_URL=url, PORTAL_VAR=str(tmp_path)) as setup:
            assert setup.stdout
            assert setup.stdout.readline() == "Menunggu basis data …\n"
            setup.kill()


@pytest.mark.django_db(transaction=True)
def test_a_second_setup_waits_for_the_first(tmp_path: Path) -> None:
    with psycopg.connect(own_database(), autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [SETTING_UP])
        with running("manage.py", "setup", DATABASE_URL=own_database(), PORTAL_VAR=str(tmp_path)) as setup:
            assert setup.stdout
            assert setup.stdout.readline().startswith("Penyiapan lain sedang berjalan")
            setup.kill()
