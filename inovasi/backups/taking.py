"""One file that holds everything: the rows of each table, and every file that a row names.

Rows are written as PostgreSQL's COPY writes them, which every version from 15 on reads; the tables themselves are made
by the portal's migrations (`restoring.py`). The list at the end (`Manifest`) proves that the file is whole.
"""

import datetime
import gzip
import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.utils import timezone

from foundation.queue import moments
from inovasi.backups import sealing

# The name of the last backup's moment, for whoever watches over the portal.
MOMENT = "backup"
FORMAT = 2
MANIFEST = "manifest.json"
TABLES, FILES = "data/", "files/"
# Worth nothing on another day: who is signed in, links that let in, what is kept for speed, and the queue's memory.
LEFT_OUT = {
    "account_emailconfirmation",
    "django_migrations",
    "django_session",
    "foundation_sentform",
    "portal_cache",
    "procrastinate_events",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
    "usersessions_usersession",
}
# Secrets that sign somebody in: only in a sealed backup.
SECRET = {"mfa_authenticator", "socialaccount_socialapp", "socialaccount_socialtoken"}
# Columns that are written otherwise than they stand.
INSTEAD = {
    ("foundation_outgoingmail", "body"): "CASE WHEN secret THEN '' ELSE body END",
    ("procrastinate_jobs", "worker_id"): "NULL",
}
TEMPORARY = ".portal-backup-"


class BackupError(Exception):
    """A backup that could not be written or restored; the text is for the technician, in Indonesian."""


@dataclass(slots=True)
class Manifest:
    """What a backup holds, and under which circumstances it was made."""

    made_at: str
    server: int
    migrations: list[tuple[str, str]]
    columns: dict[str, list[str]] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    sums: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    format: int = FORMAT


def write(target: Path, recipient: str = "") -> list[str]:
    """Writes the whole portal into one file, sealed when a recipient is given; nothing is left of a failure.

    Returns the files that rows name but the storage does not have. Raises BackupError.
    """
    try:
        key = sealing.recipient(recipient) if recipient else None
        with _aside(target) as file, ExitStack() as stack:
            out = stack.enter_context(sealing.sealed(file, key)) if key else file
            manifest = _write(out, target.parent, with_secrets=key is not None)
    except sealing.SealError as problem:
        raise BackupError(str(problem)) from problem
    except OSError as problem:
        raise BackupError(
            f"Cadangan tidak dapat ditulis ke {target}: {problem.strerror or problem}. "
            "Tidak ada berkas setengah jadi yang tertinggal; cadangan sebelumnya tetap utuh."
        ) from problem
    # Not there yet where a backup is made before new migrations are run.
    if moments.Moment._meta.db_table in manifest.columns:
        moments.note(MOMENT)
    return manifest.missing


@contextmanager
def _aside(target: Path) -> Iterator[IO[bytes]]:
    """A file of its owner alone beside the target, which takes its name when all is written and gone when not."""
    descriptor, name = tempfile.mkstemp(prefix=TEMPORARY, dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


def _write(out: IO[bytes], folder: Path, *, with_secrets: bool) -> Manifest:
    with transaction.atomic(), connection.cursor() as cursor, tarfile.open(fileobj=out, mode="w|") as archive:
        # All tables as they stood at one moment, and the files that they name then.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        manifest = _begun(cursor)
        for table in _tables(cursor):
            if table in LEFT_OUT or (table in SECRET and not with_secrets):
                continue
            manifest.columns[table] = _columns(cursor, table)
            with tempfile.TemporaryFile(dir=folder) as rows:
                _copy_out(cursor, table, manifest.columns[table], rows)
                _add(archive, manifest, f"{TABLES}{table}.gz", rows, rows.tell())
        for name in _stored_names(cursor, manifest.columns):
            try:
                file = default_storage.open(name)
            except FileNotFoundError:
                manifest.missing.append(name)
                continue
            with file:
                _add(archive, manifest, FILES + name, file, file.size)
        # Sequences stand outside the moment: what they have given out by now is enough.
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'")
        manifest.sequences = {name: value for name, value in cursor.fetchall() if value is not None}
        listed = json.dumps(asdict(manifest)).encode()
        archive.addfile(_entry(MANIFEST, len(listed)), io.BytesIO(listed))
    return manifest


def _begun(cursor: Any) -> Manifest:
    cursor.execute("SHOW server_version_num")
    (version,) = cursor.fetchone()
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
    now = timezone.now().astimezone(datetime.UTC).isoformat(timespec="seconds")
    return Manifest(made_at=now, server=int(version) // 10_000, migrations=cursor.fetchall())


def _tables(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname"
    )
    return [name for (name,) in cursor.fetchall()]


def _columns(cursor: Any, table: str) -> list[str]:
    """What is stored of a row; the database works out the others itself."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s"
        " AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return [name for (name,) in cursor.fetchall()]


def _copy_out(cursor: Any, table: str, columns: list[str], rows: IO[bytes]) -> None:
    quoted = connection.ops.quote_name
    chosen = ", ".join(INSTEAD.get((table, column), quoted(column)) for column in columns)
    # Names come from the database's own catalogue.
    wanted = f"COPY (SELECT {chosen} FROM {quoted(table)}) TO STDOUT"  # noqa: S608 - see above
    with gzip.GzipFile(fileobj=rows, mode="wb", mtime=0) as packed, cursor.copy(wanted) as copy:
        for block in copy:
            packed.write(block)


def _add(archive: tarfile.TarFile, manifest: Manifest, name: str, file: Any, size: int) -> None:
    file.seek(0)
    hashed = Hashed(file)
    archive.addfile(_entry(name, size), hashed)
    manifest.sums[name] = hashed.sum.hexdigest()


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


class Hashed(io.RawIOBase):
    """A file whose checksum is worked out while it is read."""

    def __init__(self, file: Any) -> None:
        self.file, self.sum = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data: bytes = self.file.read(size)
        self.sum.update(data)
        return data


def _stored_names(cursor: Any, stored: Mapping[str, list[str]]) -> list[str]:
    """The files that rows of these tables name, removed evidence included; what is drawn anew when asked for is not.

    Only columns that are there: a backup is made also before new migrations are run.
    """
    quoted, names = connection.ops.quote_name, set()
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            name = column.column or ""
            if isinstance(column, models.FileField) and name in stored.get(model._meta.db_table, ()):
                table = quoted(model._meta.db_table)
                cursor.execute(f"SELECT DISTINCT {quoted(name)} FROM {table}")  # noqa: S608 - our own names
                names |= {name for (name,) in cursor.fetchall()}
    return sorted(names - {"", None})
