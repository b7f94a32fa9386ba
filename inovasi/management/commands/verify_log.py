"""`manage.py verify_log`: recomputes the tamper-evident record and names every place where it does not hold."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.audit import ledger


def printed_check_value(text: str) -> ledger.CheckValue:
    """A check value as it is printed on papers, "number:hash"; blanks between the groups of the hash are allowed."""
    number, colon, own_hash = "".join(text.split()).partition(":")
    if not (colon and number.isdigit() and len(own_hash) == 64):
        raise ArgumentTypeError("Tulis nilai periksa seperti tercetak: nomor, titik dua, lalu 64 huruf dan angka.")
    return ledger.CheckValue(int(number), own_hash.lower())


class Command(BaseCommand):
    help = (
        "Memeriksa catatan tepercaya dari awal sampai akhir: baris yang diubah, dihapus, disisipkan, atau ditukar "
        "urutannya disebut nomornya. Keluar dengan kode 1 bila ada yang tidak cocok."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--expect",
            type=printed_check_value,
            metavar="NOMOR:HASH",
            help="nilai periksa yang tercetak pada berita acara; harus masih ada dalam catatan",
        )

    def handle(self, *args: Any, expect: ledger.CheckValue | None = None, **options: Any) -> None:
        breaks = list(ledger.verify(expect))
        for broken in breaks:
            self.stderr.write(broken.reason)
        if breaks:
            raise CommandError(
                f"Catatan tepercaya TIDAK utuh: {len(breaks)} masalah, mulai nomor {breaks[0].sequence}."
            )
        head = ledger.check_value()
        self.stdout.write(f"Catatan tepercaya utuh: {head.sequence} baris. Nilai periksa {head}.")
