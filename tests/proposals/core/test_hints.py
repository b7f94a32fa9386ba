"""What the portal looks for in a text: words and figures as the guide's data say, and no more than that."""

import pytest
from django.conf import settings
from pydantic import ValidationError

from foundation.fixtures.reading import read_yaml
from proposals.core.guide.hints import MOST, Hint, coached, figures_in
from proposals.periods.guidefile import GuideFile

BEFORE_AFTER = Hint(
    title="Angka sebelum dan sesudah",
    example="“dari 120 menit menjadi 35 menit”",
    source="Panduan 2026",
    signs=(("sebelum", "dari"), ("menjadi", "kini")),
    figures=2,
)
MONEY = Hint(
    title="Sumber anggaran",
    example="“dari APBD”",
    source="Panduan 2026",
    signs=(("apbd", "dana desa"),),
    asked_when=("biaya", "anggaran"),
)


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("", False),
        ("Antrean turun dari 120 menit menjadi 35 menit.", True),
        ("Antrean turun dari lama menjadi singkat.", False),
        ("Antrean turun dari 120 menit menjadi lebih singkat.", False),
        ("Pada tahun 2024 turun dari lama menjadi 35.", False),
        ("1. Dari loket.\n2. Menjadi daring.", False),
        ("Sebelumnya 120 menit; KINI: 35 menit.", True),
        ("Darinya 120, kinipun 35.", False),
    ],
)
def test_words_and_figures_are_found(text: str, there: bool) -> None:
    assert [row.there for row in coached([BEFORE_AFTER], text)] == [there]


def test_a_rule_is_told_only_where_it_is_asked() -> None:
    assert coached([MONEY], "Petugas mengantar obat.") == ()
    assert [row.there for row in coached([MONEY], "Biayanya ditanggung bersama.")] == [False]
    assert [row.there for row in coached([MONEY], "Biaya dari Dana  Desa.")] == [True]


def test_never_more_than_three_lines() -> None:
    assert len(coached([BEFORE_AFTER] * (MOST + 2), "Teks.")) == MOST


def test_the_same_figure_counts_once() -> None:
    assert figures_in("12 warga, 12 warga, 1.250,5 liter, tahun 2025") == 2


def test_a_rule_that_looks_for_nothing_is_refused() -> None:
    with pytest.raises(ValidationError):
        Hint(title="Apa saja", example="x", source="y")


def test_every_example_of_the_citys_guide_fulfils_its_own_rule() -> None:
    guide = read_yaml(settings.BASE_DIR / "fixtures" / "form_guide_2026.yaml", GuideFile)
    parts = [part for step in guide.steps for part in step.sections]
    assert [part.key for part in parts if not part.hints] == []
    rules = [(part.key, hint) for part in parts for hint in part.hints]
    assert [
        (key, hint.title) for key, hint in rules if not all(row.there for row in coached([hint], hint.example))
    ] == []
