"""`manage.py load_reference`: brings the files of fixtures/ into the database, as a whole or not at all."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from foundation import cache
from foundation.fixtures.schema import FixtureError
from foundation.fixtures.storing import LoadTally, ReferenceLoad
from inovasi.reference import load_all

PARTS = ("new", "changed", "left", "same")


class Command(BaseCommand):
    help = (
        "Memuat data acuan dari folder fixtures. Baris baru ditambahkan; baris yang sudah ada dibiarkan seperti yang "
        "disunting di portal, kecuali bila --update diberikan. Satu kesalahan membatalkan semuanya."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--update",
            action="store_true",
            help="Samakan baris yang sudah ada dengan berkasnya, kecuali yang terkunci.",
        )

    def handle(self, *args: Any, update: bool = False, **options: Any) -> None:
        try:
            load = load_all(settings.FIXTURE_DIR, update=update)
        except FixtureError as error:
            raise CommandError(f"{error}\nTidak ada data yang diubah. Perbaiki, lalu jalankan lagi.") from error
        # Affairs and districts keep no history that would tell the kept pages of a new name.
        cache.forget()
        if options["verbosity"]:
            self._report(load)

    def _report(self, load: ReferenceLoad) -> None:
        for name, tally in load.tallies.items():
            self.stdout.write(f"{name}: {_counts(tally)}, {tally.same} sama")
        for sentence in load.told:
            self.stdout.write(sentence)
        total = LoadTally(*(sum(getattr(tally, part) for tally in load.tallies.values()) for part in PARTS))
        self.stdout.write(f"Data acuan dimuat: {_counts(total)}.")
        if total.left and not load.update:
            self.stdout.write("Baris yang dibiarkan berbeda dari berkasnya. Jalankan dengan --update untuk menyamakan.")


def _counts(tally: LoadTally) -> str:
    return f"{tally.new} baru, {tally.changed} berubah, {tally.left} dibiarkan"
