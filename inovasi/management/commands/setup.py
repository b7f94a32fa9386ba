"""`manage.py setup`: everything between a fresh clone and a running portal; doing it again changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from agencies.core.models import User
from inovasi import staticfiles


class Command(BaseCommand):
    help = "Menyiapkan basis data, data acuan, berkas statis dan, pada mode demo, satu tahun contoh."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("load_reference", verbosity=0)
        staticfiles.collect()
        if settings.DEMO and not User.objects.exists():
            self.stdout.write("Menyusun tahun contoh …")
            call_command("demo", verbosity=0)
        self.stdout.write("Portal siap.")
