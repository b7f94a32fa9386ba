"""`manage.py restore FILE`: puts a backup into an empty machine."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from inovasi.backups.restoring import restore
from inovasi.backups.taking import BackupError
from inovasi.management.reading import ReadingCommand


class Command(ReadingCommand):
    help = "Memulihkan portal dari berkas cadangan ke basis data yang masih kosong."

    def handle(self, *args: Any, file: Path, identity: Path | None, **options: Any) -> None:
        try:
            archive = restore(file, identity)
        except BackupError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"Portal dipulihkan seperti pada {archive.manifest.made_at}. Semua orang perlu masuk lagi; surel yang "
            "waktu itu menunggu tidak dikirim. Jalankan manage.py migrate bila versi portal lebih baru dari cadangan."
        )
