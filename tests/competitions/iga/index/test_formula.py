"""The formula against the worked examples A to R of the specification, and its edges."""

from decimal import Decimal

import pytest

from competitions.iga.index.formula import CityInput, reckon
from tests.competitions.iga.index.reading import city, constants

EXAMPLES = {
    "A": (2026, "63", "200x111", 6, "100.00"),
    "B": (2026, "40", "20x70", 5, "47.04"),
    "C": (2026, "40", "20x70", 4, "44.00"),
    "D": (2026, "40", "8x80", 5, "38.55"),
    "E": (2026, "40", "12x80", 5, "49.82"),
    "F": (2027, "40", "8x80", 6, "35.50"),
    "G": (2027, "40", "14x80", 6, "50.13"),
    "H": (2027, "40", "20x70", 5, "44.00"),
    "I": (2026, "45", "29x60", 4, "42.00"),
    "J": (2026, "45", "29x60", 5, "46.41"),
    "K": (2026, "45", "67x60", 5, "52.18"),
    "L": (2026, "45", "29x60 1x48.6", 5, "46.41"),
    "M": (2026, "45", "29x60 1x40", 5, "46.29"),
    "N": (2026, "45", "29x60 1x60", 5, "46.56"),
    "O": (2026, "45", "28x60 1x72", 5, "46.57"),
    "P": (2026, "45", "100x60", 6, "57.20"),
    "Q": (2026, "45", "100x80", 6, "65.20"),
    "R": (2026, "0", "", 0, "0.00"),
}


@pytest.mark.parametrize(("year", "spd", "groups", "affairs", "index"), EXAMPLES.values(), ids=EXAMPLES)
def test_worked_example(year: int, spd: str, groups: str, affairs: int, index: str) -> None:
    assert str(reckon(city(spd, groups, affairs), constants(year)).value) == index


def test_a_number_without_innovations_cannot_be_assessed() -> None:
    nothing = reckon(city("0", "", 0), constants())
    assert nothing.predicate
    assert (nothing.predicate.label, nothing.given.mean) == ("Tidak Dapat Dinilai", 0)


# 250 points are the index 100, so 2.5 points are one: 162.5 is 65.00.
@pytest.mark.parametrize(
    ("points", "index", "predicate"),
    [
        ("162.5", "65.00", "Inovatif"),
        ("162.5124", "65.00", "Inovatif"),
        ("162.5125", "65.01", "Sangat Inovatif"),
        ("162.525", "65.01", "Sangat Inovatif"),
        ("100.0124", "40.00", "Kurang Inovatif"),
        ("100.0125", "40.01", "Inovatif"),
        ("0.0124", "0.00", "Tidak Dapat Dinilai"),
        ("0.0125", "0.01", "Kurang Inovatif"),
    ],
)
def test_rounded_once_before_the_predicate_is_looked_up(points: str, index: str, predicate: str) -> None:
    found = reckon(CityInput(Decimal(points), Decimal(0), 0), constants())
    assert found.predicate
    assert (str(found.value), found.predicate.label) == (index, predicate)


def test_points_to_the_next_predicate() -> None:
    found = reckon(city("45", "29x60", 5), constants())
    assert found.next_step
    assert (found.next_step.label, found.points_needed) == ("Sangat Inovatif", Decimal("162.525"))
    assert found.distance == Decimal("162.525") - Decimal("116.02")
    assert reckon(city("45", "100x80", 6), constants()).distance is None


@pytest.mark.parametrize(("count", "divisor"), [(0, 12), (11, 12), (12, 12), (13, 13), (200, 200), (250, 250)])
def test_divisor_is_never_below_that_of_the_edition(count: int, divisor: int) -> None:
    found = reckon(CityInput.of(Decimal(0), [Decimal(60)] * count, 5), constants())
    assert found.divisor == divisor
    assert found.maturity == Decimal(60) * count / divisor


@pytest.mark.parametrize(("count", "number"), [(1, "0.38"), (199, "75.62"), (200, "76.00"), (201, "76.00")])
def test_number_is_capped(count: int, number: str) -> None:
    assert reckon(CityInput.of(Decimal(0), [Decimal(1)] * count, 5), constants()).number == Decimal(number)


@pytest.mark.parametrize(("year", "affairs", "number"), [(2026, 4, 0), (2026, 5, 38), (2027, 5, 0), (2027, 6, 38)])
def test_too_few_affairs_leave_no_points_for_the_number(year: int, affairs: int, number: int) -> None:
    assert reckon(city("0", "100x60", affairs), constants(year)).number == number


def test_an_affair_counts_while_one_innovation_covers_it() -> None:
    assert CityInput(Decimal(0), Decimal(0), 3, {1: 2, 2: 1, 3: 0}).affairs == 2


def test_the_sums_of_the_edition_are_those_of_the_guide() -> None:
    rules = constants()
    assert rules.cap * rules.per_innovation == 76
    assert rules.maturity_maximum + rules.spd_maximum + rules.cap * rules.per_innovation == rules.total == 250


def test_the_order_of_the_division_cuts_nothing() -> None:
    """29 thirds: the exact value is periodic, and the rounding sees it whole."""
    found = reckon(CityInput(Decimal(0), Decimal(29), 87), constants())
    assert str(found.value) == "0.13"
    # 0.125 of 100 exactly: half goes up.
    assert str(reckon(CityInput(Decimal("0.3125"), Decimal(0), 0), constants()).value) == "0.13"
