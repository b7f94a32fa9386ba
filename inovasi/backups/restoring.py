"""Putting a backup into an empty machine: tables by migrations, rows and files as they were, and no old mail."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from inovasi.backups.archive import Archive, opened
from inovasi.backups.taking import TABLES, BackupError

BLOCK = 1 << 20
# What was waiting to go out went out then, or is late now; what a worker had begun is begun again.
QUIET = [
    (
        "foundation_outgoingmail",
        "UPDATE foundation_outgoingmail SET state = 'dibatalkan', ended_at = now(),"
        " reason = 'Tidak dikirim: portal dipulihkan dari cadangan.' WHERE ended_at IS NULL",
    ),
    (
        "procrastinate_jobs",
        "UPDATE procrastinate_jobs SET status = CASE queue_name WHEN 'mail' THEN 'cancelled' ELSE 'todo' END"
        "::procrastinate_job_status WHERE status IN ('todo', 'doing')",
    ),
]


def restore(source: Path, identity: Path | None = None) -> Archive:
    """Puts a backup into an empty database and storage; returns what it was.

    Raises BackupError, and then nothing has been changed unless the text says so.
    """
    if connection.introspection.table_names():
        raise BackupError("Basis data tujuan tidak kosong. Pulihkan hanya ke basis data baru yang kosong.")
    with opened(source, identity) as archive:
        _check_fits(archive)
        try:
            _make_tables(archive.manifest.migrations)
            _fill(archive)
        except DatabaseError as problem:
            raise BackupError(
                f"Isi cadangan tidak diterima basis data: {problem} Hapus basis data tujuan, buat lagi, lalu ulangi."
            ) from problem
        for name, path in archive.files():
            with path.open("rb") as file:
                default_storage.save(name, File(file))
    call_command("createcachetable", verbosity=0)
    return archive


def _check_fits(archive: Archive) -> None:
    """Raises BackupError when this version of the portal does not know the tables, or files would be written over."""
    known = MigrationLoader(connection).graph.nodes
    if unknown := [f"{app}.{name}" for app, name in archive.manifest.migrations if (app, name) not in known]:
        raise BackupError(
            f"Cadangan ini dibuat oleh versi portal yang lain ({unknown[0]} tidak dikenal). "
            "Pulihkan dengan versi portal yang membuatnya, lalu naikkan versinya."
        )
    if taken := [name for name, _ in archive.files() if default_storage.exists(name)]:
        raise BackupError(f"Penyimpanan tujuan sudah memuat {taken[0]}. Pulihkan ke penyimpanan yang kosong.")


def _make_tables(migrations: list[tuple[str, str]]) -> None:
    """Runs exactly the migrations that had been run where the backup was made."""
    run = {(app, name) for app, name in migrations}
    executor = MigrationExecutor(connection)
    nodes = executor.loader.graph.node_map
    executor.migrate([key for key in run if not any(child.key in run for child in nodes[key].children)])


def _fill(archive: Archive) -> None:
    """The rows as they were; what the triggers would do to them was done when they were written first."""
    quoted = connection.ops.quote_name
    manifest = archive.manifest
    with transaction.atomic(), connection.cursor() as cursor:
        names = [name for name in connection.introspection.table_names(cursor) if name != "django_migrations"]
        with _triggers_off(cursor, names):
            cursor.execute(f"TRUNCATE {', '.join(map(quoted, names))}")
            for table, columns in manifest.columns.items():
                into = f"{quoted(table)} ({', '.join(map(quoted, columns))})"
                _copy_in(cursor, into, archive.parts[f"{TABLES}{table}.gz"])
            for table, statement in QUIET:
                if table in manifest.columns:
                    cursor.execute(statement)
        for sequence, value in manifest.sequences.items():
            cursor.execute("SELECT setval(%s, %s)", [quoted(sequence), value])


@contextmanager
def _triggers_off(cursor: Any, tables: list[str]) -> Iterator[None]:
    quoted = connection.ops.quote_name
    for table in tables:
        cursor.execute(f"ALTER TABLE {quoted(table)} DISABLE TRIGGER USER")
    yield
    # A table with links still to be checked cannot be altered.
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in tables:
        cursor.execute(f"ALTER TABLE {quoted(table)} ENABLE TRIGGER USER")


def _copy_in(cursor: Any, into: str, path: Path) -> None:
    with gzip.open(path) as rows, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        while block := rows.read(BLOCK):
            copy.write(block)
