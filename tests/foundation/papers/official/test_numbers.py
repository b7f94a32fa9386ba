"""Numbers of official papers: the city's pattern, dots on a draft, and a sentence for a number that does not fit."""

import pytest

from foundation import city as city_module
from foundation.papers.official import numbers
from foundation.papers.official.numbers import number_fault, number_or_dots


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
