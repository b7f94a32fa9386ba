"""`manage.py backup FILE`: the whole portal, database and files, in one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat

from inovasi import backup


class Command(BaseCommand):
    help = "Menyimpan seluruh portal (basis data dan semua berkas) ke dalam satu berkas."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            missing = backup.write(file)
        except backup.BackupError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"Cadangan tersimpan di {file} ({filesizeformat(file.stat().st_size)}).")
        if missing:
            self.stderr.write(
                f"{len(missing)} berkas tercatat di basis data tetapi tidak ada di penyimpanan, jadi tidak ikut: "
                f"{', '.join(missing)}. Periksa penyimpanan dan cadangan yang lebih lama."
            )
