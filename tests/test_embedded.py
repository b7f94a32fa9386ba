"""The embedded database starts for any user, in any folder, and after whatever ended it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from psycopg.conninfo import conninfo_to_dict

from inovasi.running.embedded import EmbeddedFailure, folder_for

STARTED = (
    "import sys; from pathlib import Path; from inovasi.running.embedded import *; "
    "print(database_url(Path(sys.argv[1])))"
)


def started(folder: Path) -> str:
    """Starts the server of this folder, which ends with the process that did; gives its URL."""
    command = [sys.executable, "-c", STARTED, str(folder)]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_it_starts_in_a_folder_with_spaces_and_after_a_power_cut_gave_its_number_to_another(house: Path) -> None:
    url = started(house)
    data, socket = house / "postgres", Path(str(conninfo_to_dict(url)["host"]))
    assert socket != data
    # A full disk has cut off the list of processes as well.
    (data / ".handle_pids.json").write_text("[12")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as another:
        for note in (data / "postmaster.pid", socket / ".s.PGSQL.5432.lock"):
            note.write_text(f"{another.pid}\n{data}\n1795929534\n5432\n{socket}\n\n  2514955    589838\nready   \n")
            shutil.chown(note, data.owner())
        assert started(house) == url
        assert another.poll() is None
        another.kill()
    shutil.rmtree(socket)


def test_where_var_is_another_users_everybody_has_a_folder_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal, own = tmp_path / "portal", tmp_path / "own"
    portal.mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(own))
    assert folder_for(portal) == portal / "var"
    (portal / "var").rmdir()
    # A file stands for a folder that nothing may be written into, which the superuser does not know.
    (portal / "var").touch()
    assert folder_for(portal).parent == own / "portal-inovasi"
    shutil.rmtree(own)
    own.touch()
    with pytest.raises(EmbeddedFailure, match="Salin portal ke folder Anda"):
        folder_for(portal)


def test_what_keeps_the_portal_from_starting_is_said_in_one_sentence() -> None:
    variables = os.environ | {"PORTAL_DEMO": "0", "DJANGO_SETTINGS_MODULE": "inovasi.settings"}
    variables.pop("SECRET_KEY", None)
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR, env=variables, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "SECRET_KEY belum diisi. Isi variabel lingkungan SECRET_KEY, lalu jalankan lagi.\n"
