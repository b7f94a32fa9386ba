"""`manage.py demo`: fills a database without real data with a believable year of made-up proposals."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.fixtures.schema import FixtureError
from inovasi.demo.cast.people import PASSWORD
from inovasi.demo.guard import DemoRefused
from inovasi.demo.years import PROPOSALS, SEED, Built, build


class Command(BaseCommand):
    help = (
        "Mengisi basis data dengan tahun contoh. Data contoh yang lama diganti seluruhnya; basis data yang memuat data "
        "sebenarnya tidak disentuh. Seed yang sama menghasilkan tahun yang sama."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--proposals", type=int, default=PROPOSALS, help=f"Jumlah usulan (bawaan {PROPOSALS}).")
        parser.add_argument("--seed", type=int, default=SEED, help=f"Bilangan pengacak (bawaan {SEED}).")

    def handle(self, *args: Any, proposals: int = PROPOSALS, seed: int = SEED, **options: Any) -> None:
        try:
            built = build(proposals=proposals, seed=seed)
        except (DemoRefused, FixtureError) as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["verbosity"]:
            self._report(built)

    def _report(self, built: Built) -> None:
        people = len(built.cast.operators)
        self.stdout.write(f"{built.period}: {built.proposals} usulan dan {built.reviews} penilaian selesai (contoh).")
        self.stdout.write(
            f"Akun contoh, semuanya dengan kata sandi {PASSWORD}: bapperida, bapperida2, sekda, "
            f"penilai1 sampai penilai{len(built.cast.reviewers)}, dan {people} operator "
            "(op-<kode instansi> seperti op-disdukcapil, sekolah op-<NPSN>)."
        )
