"""Numbers of official papers: the city's pattern, dots on a draft, and a sentence for a number that does not fit."""

import datetime

import pytest

from foundation import city as city_module
from foundation.papers.official import numbers
from foundation.papers.official.numbers import (
    number_fault,
    number_of_series,
    number_or_dots,
    numbers_from,
    series_fault,
)


@pytest.mark.parametrize(
    ("number", "kind", "printed"),
    [
        (None, "surat", "…/…/…/2026"),
        ("", "berita_acara", "…/…/…/2026"),
        (None, "keputusan", "100.3.3.3/…/…/2026"),
        ("400.14.10/12/BAPPERIDA/2026", "surat", "400.14.10/12/BAPPERIDA/2026"),
    ],
)
def test_a_draft_has_dots_and_its_year(number, kind, printed):
    assert number_or_dots(number, kind, 2026) == printed


def test_a_kind_that_the_city_does_not_have_is_an_error():
    with pytest.raises(KeyError, match="memo"):
        number_or_dots(None, "memo", 2026)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("400.14.10/12/BAPPERIDA/2026", "surat"),
        ("000.1.2.3/4461/107.1/2026", "surat"),
        ("100.3.3.3/252/431.013/2026", "keputusan"),
    ],
)
def test_numbers_as_they_are_seen_in_the_land_fit(number, kind):
    assert number_fault(number, kind, 2026) == ""


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("SK/1", "keputusan"),
        ("100.3.3.2/252/HK/2026", "keputusan"),
        ("400.14.10/12/BAPPERIDA", "surat"),
        ("400.14.10//BAPPERIDA/2026", "surat"),
        ("400.14.10/12/BAPPERIDA/2026\n", "surat"),
        (f"400.14.10/12/{'B' * 5000}/2026", "surat"),
    ],
)
def test_a_number_of_another_shape_is_told_how_to_be_written(number, kind):
    code = {"keputusan": "100.3.3.3", "surat": "400.14.10"}[kind]
    said = number_fault(number, kind, 2026)
    assert said.endswith(f"tidak sesuai pola nomor. Tulis seperti {code}/12/BAPPERIDA/2026.")
    assert len(said) < 200


def test_a_number_of_another_year_is_asked_for_again():
    assert number_fault("400.14.10/12/BAPPERIDA/2025", "surat", 2026) == (
        "Nomor ini bertahun 2025, sedangkan naskahnya tahun 2026. Periksa lagi nomornya."
    )


@pytest.mark.parametrize(
    ("first", "following"),
    [
        ("400.14.10/401/BAPPERIDA/2026", ["400.14.10/402/BAPPERIDA/2026", "400.14.10/403/BAPPERIDA/2026"]),
        ("400.10.11/0009/107.1/2026", ["400.10.11/0010/107.1/2026", "400.10.11/0011/107.1/2026"]),
    ],
)
def test_letters_follow_the_first_number_that_was_entered(first, following):
    assert series_fault(first, "surat", 2026) == ""
    assert numbers_from(first, "surat", 3) == [first, *following]


@pytest.mark.parametrize(
    ("first", "words"),
    [
        ("401", "tidak sesuai pola nomor"),
        ("400.14.10/401/BAPPERIDA/2025", "bertahun 2025"),
        ("400.14.10/401.A/BAPPERIDA/2026", "harus angka saja"),
    ],
)
def test_a_number_that_others_cannot_follow_is_asked_for_again(first, words):
    assert words in series_fault(first, "surat", 2026)


def test_the_portals_own_series_has_mark_and_unit_of_the_city(monkeypatch):
    known = city_module.city()
    papers = known.official_papers.model_copy(update={"own_series": "IN", "own_unit": "107.1"})
    monkeypatch.setattr(numbers, "city", lambda: known.model_copy(update={"official_papers": papers}))
    assert number_of_series("surat", 12, datetime.date(2026, 11, 20)) == "400.14.10/IN.12/107.1/2026"


@pytest.fixture
def units(monkeypatch):
    """A city that knows the codes of its units, and numbers decrees as its neighbours do."""
    known = city_module.city()
    kinds = tuple(
        kind.model_copy(update={"number_pattern": "{urut} TAHUN {tahun}"}) if kind.key == "keputusan" else kind
        for kind in known.official_papers.kinds
    )
    papers = known.official_papers.model_copy(update={"unit_codes": ("13.2", "SETDA"), "kinds": kinds})
    monkeypatch.setattr(numbers, "city", lambda: known.model_copy(update={"official_papers": papers}))
    numbers._shape.cache_clear()
    yield
    numbers._shape.cache_clear()


def test_known_units_are_the_only_ones(units):
    assert number_fault("400.14.10/12/13.2/2026", "surat", 2026) == ""
    assert number_fault("400.14.10/12/1362/2026", "surat", 2026).endswith("400.14.10/12/13.2/2026.")


def test_another_pattern_is_followed(units):
    assert number_or_dots(None, "keputusan", 2026) == "… TAHUN 2026"
    assert number_fault("252 TAHUN 2026", "keputusan", 2026) == ""
    assert number_fault("252/2026", "keputusan", 2026).endswith("Tulis seperti 12 TAHUN 2026.")
