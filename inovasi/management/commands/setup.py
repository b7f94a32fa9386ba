"""`manage.py setup`: everything between a fresh clone and a running portal; doing it again changes nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from agencies.core.models import User
from foundation.papers import faces
from inovasi import staticfiles
from inovasi.running.waiting import connected

# The number of the lock that a setup holds.
SETTING_UP = 20_110_001
# Seconds that the database is waited for.
PATIENCE = 60


class Command(BaseCommand):
    help = "Menyiapkan basis data, data acuan, berkas statis dan, pada mode demo, satu tahun contoh."

    def handle(self, *args: Any, **options: Any) -> None:
        with self._alone():
            self._set_up()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One at a time in a database; a second one waits until the first has finished."""
        with connected(self._say, PATIENCE) as server:
            if server.execute("SELECT pg_try_advisory_lock(%s)", [SETTING_UP]).fetchone() == (False,):
                self._say("Penyiapan lain sedang berjalan; menunggu sampai selesai …")
                server.execute("SELECT pg_advisory_lock(%s)", [SETTING_UP])
            yield

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    def _set_up(self) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("load_reference", verbosity=0)
        staticfiles.collect()
        faces.prepare()
        if settings.DEMO and not User.objects.exists():
            self.stdout.write("Menyusun tahun contoh …")
            call_command("demo", verbosity=0)
        self.stdout.write("Portal siap.")
