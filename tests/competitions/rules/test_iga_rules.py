"""The rules of IGA as the files give them: totals, levels that facts reach, edges of bands, what is only announced."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.http import Http404

from competitions.core.editions import edition_of
from competitions.core.models import Edition, Indicator
from competitions.reference.igafile import AnnouncedFile, IgaFile, IndicatorRow
from competitions.rules.igarules import IgaRules
from competitions.rules.indicatorrules import IndicatorRules
from competitions.rules.totals import totals_of
from foundation.fixtures.reading import read_yaml
from foundation.fixtures.schema import FixtureError

FOLDER = Path(settings.BASE_DIR) / "fixtures"


@pytest.fixture(scope="module")
def rules() -> IgaFile:
    return read_yaml(FOLDER / "iga_2026.yaml", IgaFile)


@pytest.fixture(scope="module")
def rows(rules: IgaFile) -> dict[int, IndicatorRow]:
    return {row.number: row for row in rules.indicators}


def changed(tmp_path: Path, old: str, new: str, name: str = "iga_2026.yaml") -> Path:
    content = (FOLDER / name).read_text(encoding="utf-8")
    assert content.count(old) >= 1
    path = tmp_path / name
    path.write_text(content.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_totals_of_the_guide_follow_from_weights_and_constants(rules):
    assert sum(row.weight for row in rules.indicators) == 37
    assert sum(row.weight for row in rules.spd) == 21
    found = totals_of(rules.scoring, (row.weight for row in rules.indicators), rules.spd)
    assert [total.reckoned for total in found] == [111, 63, 76, 187, 250]
    assert all(total.agrees and not total.difference for total in found)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("weight: 4\n", "weight: 5\n", "(maturity_maximum): “111,00” tidak cocok"),
        ("weight: 0.75\n", "weight: 0.8\n", "(spd_maximum): “63,00” tidak cocok"),
        ("per_innovation: 0.38", "per_innovation: 0.39", "(maximum): “76,00” tidak cocok"),
        ("sid_maximum: 187", "sid_maximum: 186", "(sid_maximum): “186,00” tidak cocok"),
        ("total_maximum: 250", "total_maximum: 251", "(total_maximum): “251,00” tidak cocok"),
        ("documents: [sop]", "documents: [surat]", "(documents): “surat” tidak dikenal. Pilihan: sk, perkada"),
        ("documents: [kajian, laporan]", "documents: [buku]", "(documents): “buku” tidak dikenal"),
        ("key: perda,", "key: perkada,", "(key): “perkada” sudah dipakai pada baris"),
        ("levels: [\"TMP atau TW\", ", "levels: [", "(levels): harus berisi tiga butir"),
        ("highest: -50.32", "highest: rendah", "(highest): “rendah” harus berupa bilangan."),
        ("files: {1: 1, 2: 2, 3: 3} #", "files: {1: 1, 4: 2, 3: 3} #", "(4): parameter harus bernomor 1, 2, atau 3."),
        ("years: [T-2, T-1, T-0]", "years: [T-2, T-3]", "(years): “T-3” tidak dikenal. Pilihan: T-2, T-1, T-0."),
        ("kind: picks", "kind: pilih", "(kind): “pilih” tidak dikenal. Pilihan: number, picks."),
    ],
)  # fmt: skip
def test_a_fault_of_the_rules_is_named_with_its_line(tmp_path, old, new, where):
    path = changed(tmp_path, old, new)
    with pytest.raises(FixtureError) as refusal:
        read_yaml(path, IgaFile)
    assert str(refusal.value).startswith("iga_2026.yaml, baris ")
    assert where in str(refusal.value)


def test_numbers_are_exact_in_the_file_and_in_what_is_stored(rules):
    stored = rules.rules.as_json()
    assert stored["scoring"]["number"]["per_innovation"] == "0.38"
    again = IgaRules.model_validate(stored)
    assert again.as_json() == stored
    assert sum((row.weight for row in again.spd), Decimal(0)) * 3 == 63
    assert str(again.predicates[0].minimum) == "65.01"
    # What was stored before as a float is read as it was written.
    assert IgaRules.model_validate({"spd": [{**stored["spd"][0], "weight": 0.75}]}).spd[0].weight == Decimal("0.75")


def test_every_indicator_says_what_proves_it(rows):
    asked = {number for number, row in rows.items() if row.asks_document}
    assert asked == {1, 2, 3, 5, 6, 7, 8, 9, 13, 16}
    assert {number for number, row in rows.items() if row.fact} == {2, 7, 9, 12, 13, 14, 16, 17, 20}
    assert all(row.documents and set(row.files) == {1, 2, 3} and row.example for row in rows.values())
    assert {number: row.files for number, row in rows.items() if set(row.files.values()) != {1}} == {
        3: {1: 1, 2: 2, 3: 3},
        5: {1: 3, 2: 6, 3: 9},
        6: {1: 1, 2: 2, 3: 3},
        8: {1: 0, 2: 1, 3: 1},
        12: {1: 1, 2: 2, 3: 3},
        14: {1: 2, 2: 2, 3: 2},
        15: {1: 2, 2: 2, 3: 2},
        16: {1: 1, 2: 2, 3: 3},
        20: {1: 2, 2: 2, 3: 2},
    }
    assert {row.bundle for row in (rows[2], rows[7], rows[8], rows[9])} == {"sk_tim"}
    assert {number for number, row in rows.items() if row.year_each} == {3, 6}
    assert all(measure.documents for measure in rows[18].measures)
    # The letter that goes with a proposal proves nothing.
    assert not any("surat_pengantar" in row.documents for row in rows.values())


@pytest.mark.parametrize(
    ("number", "levels"),
    [
        (2, {0: 0, 1: 1, 10: 1, 11: 2, 30: 2, 31: 3}),
        (7, {2: 0, 3: 1, 4: 2, 5: 3}),
        (9, {1: 0, 2: 1, 3: 2, 4: 2, 5: 3, 9: 3}),
        (12, {0: 0, 1: 1, 2: 2, 3: 3, 4: 3}),
        (13, {0: 0, 1: 3, 2: 2, 5: 2, 6: 1, 90: 1}),
        (14, {0: 1, 50: 1, "50.4": 1, "50.5": 2, 51: 2, 90: 2, "90.49": 2, "90.5": 3, 91: 3, 100: 3}),
        (16, {0: 0, 1: 1, 2: 2, 3: 3, 7: 3}),
        (17, {1: 3, 4: 3, 5: 2, 8: 2, 9: 1, 30: 1}),
        (20, {0: 0, 1: 1, 2: 1, 3: 2, 4: 2, 5: 3}),
    ],
)
def test_a_fact_reaches_its_level(rows, number, levels):
    fact = rows[number].fact
    assert fact is not None
    assert {amount: fact.level_of(Decimal(str(amount))) for amount in levels} == levels


def test_a_figure_of_a_measure_reaches_its_level(rows):
    unit = next(measure for measure in rows[18].measures if measure.key == "unit")
    amounts = ("4.99", "5.00", "20.00", "20.01", "50.00", "50.01")
    assert [unit.level_of(Decimal(amount)) for amount in amounts] == [0, 1, 1, 2, 2, 3]


@pytest.mark.parametrize(
    ("number", "figure", "levels"),
    [
        ("4", "5.22", (2,)),
        ("4", "5.23", (2, 3)),
        ("5b", "5.91", (1, 2)),
        ("5b", "2.345", (2, 3)),  # 2.35, as the guide prints two digits
        ("5b", "2.33", (3,)),
        ("3", "-50.33", (1, 2)),
        ("3", "-60", (1,)),
        ("11b", "81.64", (3,)),
        ("11b", "79.994", (2,)),
        ("13a", "8", (3,)),
        ("2a", "0", ()),
        ("1", "3", ()),
    ],
)
def test_a_figure_of_the_city_may_lie_on_an_edge_that_two_levels_share(rules, number, figure, levels):
    row = next(row for row in rules.spd if row.number == number)
    assert row.levels_holding(Decimal(figure)) == levels


def test_the_city_rows_are_whole(rules):
    assert {row.number for row in rules.spd if row.mandatory} == {
        "1", "3", "4", "5a", "5b", "6", "7", "8", "9", "10a", "10b", "11a", "11b",
    }  # fmt: skip
    assert all(len(row.levels) == 3 for row in rules.spd)
    assert rules.export_columns[0].label == "No"
    assert len(rules.export_columns) == 30


@pytest.mark.django_db
def test_announced_editions_stand_in_no_list_as_if_they_ran():
    call_command("load_reference", verbosity=0)
    iga = Edition.objects.filter(programme=Edition.Programme.IGA)
    constants = {
        edition.year: (edition.iga.scoring.divisor_minimum, edition.iga.scoring.number.min_basic_services)
        for edition in iga
    }
    assert constants == {2026: (12, 5), 2027: (14, 6), 2028: (16, 6), 2029: (18, 6)}
    assert {edition.year for edition in iga if edition.iga.announced} == {2027, 2028, 2029}
    assert Edition.objects.current(Edition.Programme.IGA, 2027).year == 2026
    assert Edition.objects.current(Edition.Programme.IGA, 2031).year == 2026
    assert list(iga.running().values_list("year", flat=True)) == [2026]
    later = iga.get(year=2027)
    assert (later.window_from, later.iga.eligibility, later.iga.reference_years) == (None, None, None)
    assert later.indicators.count() == 20
    with pytest.raises(Http404):
        edition_of(Edition.Programme.IGA, 2027)
    stored = Indicator.objects.get(edition__year=2026, number=3)
    assert IndicatorRules.model_validate(stored.rules).year_sets[2] == (("T-1", "T-0"), ("T-2", "T-1"))


def test_a_year_that_nobody_announced_is_refused(tmp_path, rules):
    path = changed(tmp_path, "year: 2029", "year: 2030", "iga_2029.yaml")
    with pytest.raises(
        FixtureError, match=r"\(year\): “2030” belum diumumkan dalam iga_2026\.yaml\. Yang diumumkan: 2027,"
    ):
        read_yaml(path, AnnouncedFile).rules_after(rules)
