"""`manage.py verify_backup FILE`: whether a backup is whole, without touching any database."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from inovasi.backups.archive import opened
from inovasi.backups.taking import BackupError
from inovasi.management.reading import ReadingCommand


class Command(ReadingCommand):
    help = "Memeriksa keutuhan berkas cadangan, tanpa menyentuh basis data."

    def handle(self, *args: Any, file: Path, identity: Path | None, **options: Any) -> None:
        try:
            with opened(file, identity) as archive:
                manifest, files = archive.manifest, len(list(archive.files()))
        except BackupError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"Cadangan utuh: dibuat {manifest.made_at} dari PostgreSQL {manifest.server}, {len(manifest.columns)} "
            f"tabel, {files} berkas."
        )
        if manifest.missing:
            self.stdout.write(f"{len(manifest.missing)} berkas sudah hilang waktu itu: {', '.join(manifest.missing)}.")
