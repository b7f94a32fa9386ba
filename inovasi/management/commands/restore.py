"""`manage.py restore FILE`: puts a backup into an empty machine."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from inovasi import backup


class Command(BaseCommand):
    help = "Memulihkan portal dari berkas cadangan ke basis data yang masih kosong."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            backup.restore(file)
        except (backup.BackupError, OSError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write("Portal dipulihkan. Jalankan manage.py migrate bila versi portal lebih baru dari cadangan.")
