"""One file that holds everything: the database as pg_dump writes it, and every file that a row names."""

import os
import shutil
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from django.apps import apps
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection, models

from foundation import moments
from foundation.outbox import keeping
from inovasi import embedded

# The name of the last backup's moment, for whoever watches over the portal.
MOMENT = "backup"
DUMP = "database.dump"
FILES = "files/"


class BackupError(Exception):
    """A backup that could not be written or restored; the text is for the technician, in Indonesian."""


def write(target: Path) -> list[str]:
    """Writes the whole portal into one tar file; returns the files that rows name but the storage does not have.

    Raises BackupError.
    """
    missing = []
    with TemporaryDirectory() as folder:
        dump = Path(folder) / DUMP
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={dump}")
        with tarfile.open(target, "w") as archive:
            archive.add(dump, DUMP)
            for name in _stored_names():
                try:
                    file = default_storage.open(name)
                except FileNotFoundError:
                    missing.append(name)
                    continue
                with file:
                    entry = tarfile.TarInfo(FILES + name)
                    entry.size = file.size
                    archive.addfile(entry, file)
    moments.note(MOMENT)
    return missing


def restore(source: Path) -> None:
    """Puts a backup into an empty database and storage. Raises BackupError when the database is not empty."""
    if connection.introspection.table_names():
        raise BackupError("Basis data tujuan tidak kosong. Pulihkan hanya ke basis data baru yang kosong.")
    with TemporaryDirectory() as folder, tarfile.open(source) as archive:
        archive.extractall(folder, filter="data")
        dump = Path(folder) / DUMP
        if not dump.exists():
            raise BackupError(f"{source} bukan cadangan portal ini: {DUMP} tidak ada di dalamnya.")
        _run(
            "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={_database()}", str(dump)
        )
        # What waited when the backup was written has been sent since, or is out of date.
        keeping.stop_all("Tidak dikirim: menunggu saat cadangan dipulihkan.")
        files = Path(folder) / FILES
        for path in sorted(item for item in files.rglob("*") if item.is_file()):
            with path.open("rb") as file:
                default_storage.save(path.relative_to(files).as_posix(), File(file))


def _stored_names() -> list[str]:
    """The files of every model, removed evidence included; what is drawn anew when it is asked for is left out."""
    columns = [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField)
    ]
    names = {name for model, column in columns for name in model._base_manager.values_list(column, flat=True)}
    return sorted(names - {"", None})


def _server_version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def _database() -> str:
    return str(connection.settings_dict["NAME"])


def _run(program: str, *arguments: str) -> None:
    """Runs a PostgreSQL client program against the portal's database.

    The embedded server's own programs serve a server of their version; an older one needs those of its machine, because
    a newer pg_restore writes settings that an older server refuses.
    """
    database = connection.settings_dict
    path = embedded.client_program(program, _server_version()) or shutil.which(program)
    if path is None:
        raise BackupError(f"Program {program} belum ada. Pasang paket postgresql-client.")
    environment = os.environ | {
        "PGHOST": database.get("OPTIONS", {}).get("host") or database["HOST"],
        "PGPORT": str(database["PORT"] or 5432),
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"] or "",
        "PGDATABASE": _database(),
    }
    done = subprocess.run([path, *arguments], env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - a fixed program; every argument is one of its own
    if done.returncode:
        raise BackupError(f"{program} gagal: {done.stderr.strip()}")
