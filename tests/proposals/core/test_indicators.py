"""The table of indicators: how figures are read, what is refused, and what counts as a whole row."""

from decimal import Decimal

import pytest
from django.db import IntegrityError

from proposals.core.guide.indicators import MeasuredRow, amount, in_words, refusal, rows_of, text_of, tidy, whole_rows
from proposals.core.guide.readiness import shortfalls, steps_of
from proposals.core.models import Proposal
from tests import factories

ROW = "Waktu tunggu | 1.200 | 35,5 | menit | laporan 2025"


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("1.250", "1250"),
        ("1.250.000,75", "1250000.75"),
        ("3,5", "3.5"),
        ("3.5", "3.5"),
        ("87%", "87"),
        ("87,5 %", "87.5"),
        ("Rp1.500.000", "1500000"),
        ("-4", "-4"),
        ("0", "0"),
    ],
)
def test_a_figure_is_read_as_indonesians_write_it(cell: str, read: str) -> None:
    assert amount(cell) == Decimal(read)


@pytest.mark.parametrize("cell", ["", "belum ada", "120 menit", "1.25.0", "1,2,3", "12/2025"])
def test_what_is_no_figure_is_none(cell: str) -> None:
    assert amount(cell) is None


def test_cells_become_a_text_and_the_text_the_cells_again() -> None:
    text = text_of([["Waktu  tunggu", "120", "35", "", "a|b"], ["", "", "", "", ""], ["", "-", "", "", ""]])
    assert text == "Waktu tunggu | 120 | 35 | - | a/b"
    assert rows_of(text) == [MeasuredRow("Waktu tunggu", "120", "35", "", "a/b")]
    assert tidy(text) == text and tidy(" Warga|1|2 \n\n") == "Warga | 1 | 2 | - | -"


def test_only_a_row_with_a_name_and_two_figures_is_whole() -> None:
    assert whole_rows(f"{ROW}\nWarga | 1 | - | - | -\n- | 1 | 2 | - | -") == 1


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("120", "30", "turun 75 %"),
        ("40", "50", "naik 25 %"),
        ("0", "1.200", "naik 1.200"),
        ("5", "5", "tetap"),
        ("5", "", ""),
    ],
)
def test_a_row_says_how_far_it_went(before: str, after: str, said: str) -> None:
    assert MeasuredRow("Waktu", before, after).change == said


def test_percents_go_by_points() -> None:
    assert MeasuredRow("Hadir", "45,5", "75", "%").change == "naik 29,5 poin"
    assert MeasuredRow("Hadir", "80%", "70%").change == "turun 10 poin"


def test_it_reads_as_a_sentence() -> None:
    assert in_words(f"{ROW}\nWarga | 5 | - | - | -") == (
        "Waktu tunggu: 1.200 → 35,5 menit (sumber: laporan 2025); Warga: 5 → …"
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Waktu | lama | 3 | - | -", "Baris 1, sebelum: “lama” bukan angka."),
        (f"{ROW}\n{'x' * 151} | 1 | 2 | - | -", "Baris 2, indikator: paling banyak 150 huruf."),
        ("a | 1 | 2 | b | c | d", "Baris 1 berisi 6 kolom"),
        ("\n".join([ROW] * 3), "Tabel ini berisi 3 baris; pakai paling banyak 2 baris"),
    ],
)
def test_a_refusal_names_the_row(text: str, sentence: str) -> None:
    assert refusal(tidy(text), 2).startswith(sentence)
    assert refusal(ROW, 2) == refusal("", 2) == ""


@pytest.mark.django_db
def test_the_database_takes_nothing_but_rows() -> None:
    proposal = factories.draft()
    with pytest.raises(IntegrityError):
        Proposal.objects.filter(pk=proposal.pk).update(indicators="Waktu tunggu turun")


@pytest.mark.django_db
def test_a_guide_counts_the_whole_rows_and_puts_the_table_beside_its_text() -> None:
    guide = factories.guide()
    table = {"min_rows": 2, "beside": "manfaat"}
    entry = {"key": "indicators", "group": "waktu", "label": "Indikator", "type": "table", "required": True}
    guide.profile["fields"].append(entry | {"table": table})
    guide.save()
    draft = factories.ready(indicators=f"{ROW}\nWarga | 5 | - | - | -")
    (item,) = shortfalls(draft)
    assert str(item).startswith("“Indikator” baru 1 baris lengkap dari paling sedikit 2")
    beside = {part.key: len(part.indicators) for step in steps_of(draft) for part, _ in step.written}
    assert beside == {"permasalahan": 0, "cara_kerja": 0, "manfaat": 2}
    draft.indicators = f"{ROW}\n{ROW}"
    assert shortfalls(draft) == []
