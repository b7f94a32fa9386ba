"""`manage.py iga_index` prints the index of the loaded edition, or says what to run or to write."""

import io
import re

import pytest
from django.core.management import CommandError, call_command

from competitions.core.models import Edition
from tests.competitions.iga.index.test_formula import EXAMPLES

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded() -> None:
    call_command("load_reference", verbosity=0)


def run(*arguments: str) -> list[str]:
    out = io.StringIO()
    call_command("iga_index", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_every_example_of_the_loaded_edition(loaded: None) -> None:
    for year, spd, groups, affairs, index in EXAMPLES.values():
        arguments = ["--edition", str(year), "--spd", spd, "--innovations", *groups.split(), "--affairs", str(affairs)]
        assert run(*arguments)[0] == index


def test_the_parts_follow_the_index(loaded: None) -> None:
    first, *parts = run("--edition", "2026", "--spd", "40", "--innovations", "20x70", "--affairs", "5")
    assert first == "47.04"
    assert parts == [
        "Bagian daerah (SPD): 40,00 dari 63",
        "Kematangan: 1400,00 : 20 = 70,00",
        "Rata-rata kematangan: 70,00 dari 20 inovasi",
        "Urusan dasar tercakup: 5 (terpenuhi)",
        "Nilai jumlah inovasi: 7,60",
        "Jumlah: 117,60 dari 250",
        "Predikat: Inovatif",
        "Predikat berikutnya: Sangat Inovatif mulai 65,01, kurang 44,93 poin dari 250",
    ]


def test_nothing_given_is_nothing_assessed(loaded: None) -> None:
    lines = run("--edition", "2026")
    assert (lines[0], lines[-2]) == ("0.00", "Predikat: Tidak Dapat Dinilai")


def test_groups_add_up_whichever_way_they_are_given(loaded: None) -> None:
    apart = run("--edition", "2026", "--innovations", "29x60", "--innovations", "1x48,6", "--affairs", "5")
    assert apart == run("--edition", "2026", "--innovations", "29x60", "1x48.6", "--affairs", "5")


def test_an_edition_that_is_not_loaded_says_what_to_run() -> None:
    with pytest.raises(CommandError, match=re.escape("Edisi IGA 2026 belum dimuat (yang ada: belum ada). Jalankan")):
        run("--edition", "2026")


def test_an_edition_without_its_scoring_says_where_to_fill_it() -> None:
    Edition.objects.create(programme="iga", year=2031, name="IGA 2031")
    with pytest.raises(CommandError, match="IGA 2031 belum memuat cara menghitung nilai"):
        run("--edition", "2031")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--spd", "tiga"], "“tiga” bukan nilai SPD"),
        (["--spd", "NaN"], "Nilai SPD antara 0 dan 63"),
        (["--spd", "63.01"], "Nilai SPD antara 0 dan 63"),
        (["--innovations", "20*70"], "“20*70” tidak terbaca. Tulis JUMLAHxKEMATANGAN"),
        (["--innovations", "1x112"], "Kematangan paling banyak 111"),
        (["--affairs", "7"], "Urusan dasar yang tercakup antara 0 dan 6"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(loaded: None, arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=re.escape(sentence)):
        run("--edition", "2026", *arguments)
