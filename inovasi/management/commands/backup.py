"""`manage.py backup FILE`: the whole portal, database and evidence, in one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat

from inovasi import backup


class Command(BaseCommand):
    help = "Menyimpan seluruh portal (basis data dan berkas bukti) ke dalam satu berkas."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            size = backup.write(file)
        except backup.BackupError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"Cadangan tersimpan di {file} ({filesizeformat(size)}).")
