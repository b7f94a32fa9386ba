"""`manage.py backup FILE`: the whole portal, database and files, in one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat

from inovasi.backups import sealing, taking


class Command(BaseCommand):
    help = "Menyimpan seluruh portal (basis data dan semua berkas) ke dalam satu berkas."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--recipient", default=sealing.RECIPIENT, help="kunci umum age (age1…); bawaan BACKUP_RECIPIENT"
        )

    def handle(self, *args: Any, file: Path, recipient: str, **options: Any) -> None:
        try:
            missing = taking.write(file, recipient)
        except taking.BackupError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"Cadangan tersimpan di {file} ({filesizeformat(file.stat().st_size)}).")
        if not recipient:
            self.stdout.write(
                "Tanpa BACKUP_RECIPIENT cadangan tidak tersegel: kunci verifikasi dua langkah tidak ikut, dan siapa "
                "pun yang memegang berkas ini dapat membaca isinya."
            )
        if missing:
            self.stderr.write(
                f"{len(missing)} berkas tercatat di basis data tetapi tidak ada di penyimpanan, jadi tidak ikut: "
                f"{', '.join(missing)}. Periksa penyimpanan dan cadangan yang lebih lama."
            )
