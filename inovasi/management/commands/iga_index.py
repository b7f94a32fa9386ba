"""`manage.py iga_index`: the city's index for figures given on the command line, by the rules of a loaded edition."""

import re
from argparse import ArgumentParser
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from competitions.core.models import Edition
from competitions.iga.index.constants import IndexConstants, constants_of
from competitions.iga.index.formula import CityIndex, CityInput, reckon
from foundation.text.rounding import in_figures, rounded
from proposals.core.affairs.models import Affair

GROUP = re.compile(r"(\d{1,6})[xX](\d{1,3}(?:[.,]\d{1,4})?)")


class Command(BaseCommand):
    help = (
        "Menghitung indeks kota menurut ketentuan satu edisi IGA. Baris pertama adalah indeks dengan dua desimal, "
        "lalu bagian-bagiannya dan predikatnya. "
        "Contoh: iga_index --edition 2026 --spd 40 --innovations 20x70 --affairs 5"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--edition", type=int, required=True, metavar="TAHUN", help="tahun edisi IGA")
        parser.add_argument("--spd", default="0", metavar="NILAI", help="nilai bagian daerah (SPD)")
        parser.add_argument(
            "--innovations",
            nargs="*",
            action="extend",
            default=[],
            metavar="JUMLAHxKEMATANGAN",
            help="inovasi yang dikirim, misalnya 20x70 8x80; kosong berarti tidak ada",
        )
        parser.add_argument("--affairs", type=int, default=0, metavar="JUMLAH", help="urusan dasar yang tercakup")

    def handle(self, *args: Any, edition: int, spd: str, innovations: list[str], affairs: int, **options: Any) -> None:
        constants = _constants(edition)
        given = CityInput.of(_spd(spd, constants), _maturities(innovations, constants), _affairs(affairs))
        index = reckon(given, constants)
        self.stdout.write(str(rounded(index.value)))
        for line in parts_of(index):
            self.stdout.write(line)


def parts_of(index: CityIndex) -> list[str]:
    """The parts of the index, its predicate and the way to the next, a line each."""
    given, constants = index.given, index.constants
    need = "terpenuhi" if index.affairs_met else f"belum, perlu {constants.need}, jadi nilai jumlah nol"
    lines = [
        f"Bagian daerah (SPD): {in_figures(index.spd)} dari {in_figures(constants.spd_maximum, 0)}",
        f"Kematangan: {in_figures(given.maturity_sum)} : {index.divisor} = {in_figures(index.maturity)}",
        f"Rata-rata kematangan: {in_figures(given.mean)} dari {given.count} inovasi",
        f"Urusan dasar tercakup: {given.affairs} ({need})",
        f"Nilai jumlah inovasi: {in_figures(index.number)}",
        f"Jumlah: {in_figures(index.total)} dari {in_figures(constants.total, 0)}",
        f"Predikat: {index.predicate.label if index.predicate else 'tidak disebut oleh edisi ini'}",
    ]
    if index.next_step and index.distance is not None:
        lines.append(
            f"Predikat berikutnya: {index.next_step.label} mulai {in_figures(index.next_step.minimum)}, "
            f"kurang {in_figures(index.distance)} poin dari {in_figures(constants.total, 0)}"
        )
    return lines


def _constants(year: int) -> IndexConstants:
    edition = Edition.objects.filter(programme=Edition.Programme.IGA, year=year).first()
    if edition is None:
        loaded = Edition.objects.filter(programme=Edition.Programme.IGA).order_by("year").values_list("year", flat=True)
        known = ", ".join(map(str, loaded)) or "belum ada"
        raise CommandError(
            f"Edisi IGA {year} belum dimuat (yang ada: {known}). Jalankan `manage.py load_reference`, lalu ulangi."
        )
    constants = constants_of(edition.iga)
    if constants is None:
        raise CommandError(f"{edition} belum memuat cara menghitung nilai. Isi ketentuannya di halaman edisi itu.")
    return constants


def _spd(text: str, constants: IndexConstants) -> Decimal:
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise CommandError(f"“{text}” bukan nilai SPD. Tulis sebuah angka, misalnya 40 atau 40,5.") from error
    if not (value.is_finite() and 0 <= value <= constants.spd_maximum):
        raise CommandError(f"Nilai SPD antara 0 dan {in_figures(constants.spd_maximum, 0)}, bukan {text}.")
    return value


def _maturities(groups: list[str], constants: IndexConstants) -> list[Decimal]:
    found: list[Decimal] = []
    for group in groups:
        match = GROUP.fullmatch(group)
        if not match:
            raise CommandError(f"“{group}” tidak terbaca. Tulis JUMLAHxKEMATANGAN, misalnya 20x70.")
        maturity = Decimal(match[2].replace(",", "."))
        if maturity > constants.maturity_maximum:
            raise CommandError(
                f"Kematangan paling banyak {in_figures(constants.maturity_maximum, 0)}, bukan {match[2]}."
            )
        found += [maturity] * int(match[1])
    return found


def _affairs(count: int) -> int:
    most = Affair.objects.filter(basic_service=True).count()
    if not 0 <= count <= most:
        raise CommandError(f"Urusan dasar yang tercakup antara 0 dan {most}, bukan {count}.")
    return count
