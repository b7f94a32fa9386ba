"""The marginal rules against two reckonings, and as the specification prints them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competitions.iga.index.advice import IndexChange, changed
from competitions.iga.index.formula import CityInput, reckon
from competitions.iga.index.marginal import (
    affairs_loss,
    break_even_add,
    break_even_drop,
    everywhere_gain,
    level_gain,
    spd_gain,
)
from tests.competitions.iga.index.reading import city, constants

RULES = constants()
CLOSE = Decimal("1e-20")
MATURITY = st.integers(0, 111).map(Decimal)


def cities(least: int = 0) -> st.SearchStrategy[CityInput]:
    return st.builds(
        CityInput.of,
        st.integers(0, 252).map(lambda quarters: Decimal(quarters) / 4),
        st.lists(MATURITY, min_size=least, max_size=210),
        st.integers(0, 6),
    )


def gain(before: CityInput, change: IndexChange) -> Decimal:
    return reckon(changed(before, [change]), RULES).exact - reckon(before, RULES).exact


@given(cities(least=1), st.integers(1, 4), st.integers(1, 3))
def test_one_level_more(before: CityInput, weight: int, levels: int) -> None:
    change = IndexChange("a", None, maturity=Decimal(weight * levels))
    assert abs(gain(before, change) - level_gain(weight, before, RULES, levels=levels)) < CLOSE


@given(cities(), MATURITY)
def test_one_innovation_more_lifts_exactly_above_the_break_even(before: CityInput, maturity: Decimal) -> None:
    lifts = gain(before, IndexChange("a", None, maturity=maturity, count=1)) > CLOSE
    assert lifts is (maturity - break_even_add(before, RULES) > CLOSE)


@given(cities(least=1), MATURITY)
def test_leaving_one_out_lifts_exactly_below_the_break_even(before: CityInput, maturity: Decimal) -> None:
    lifts = gain(before, IndexChange("a", None, maturity=-maturity, count=-1)) > CLOSE
    assert lifts is (break_even_drop(before, RULES) - maturity > CLOSE)


def test_break_even_as_the_specification_writes_it() -> None:
    sent = city("45", "29x60", 5)
    assert break_even_add(sent, RULES) == Decimal("48.6") == 60 - Decimal("0.38") * 30
    assert break_even_drop(sent, RULES) == 60 - Decimal("0.38") * 28
    assert level_gain(3, sent, RULES) == Decimal(3) / (Decimal("2.5") * 29)


@pytest.mark.parametrize("count", [0, 5, 11])
def test_below_the_divisor_every_innovation_lifts(count: int) -> None:
    assert break_even_add(CityInput.of(Decimal(40), [Decimal(100)] * count, 0), RULES) <= 0


def test_at_the_divisor_none_is_worth_leaving_out() -> None:
    assert break_even_drop(CityInput.of(Decimal(40), [Decimal(100)] * 12, 5), RULES) < 0


def test_beyond_the_cap_only_more_than_the_mean_lifts() -> None:
    assert break_even_add(CityInput.of(Decimal(40), [Decimal(60)] * 200, 6), RULES) == 60


def test_there_is_nothing_to_leave_out_of_nothing() -> None:
    with pytest.raises(ValueError, match="no innovation"):
        break_even_drop(city("40", "", 0), RULES)


@pytest.mark.parametrize("count", [1, 29, 200, 250])
def test_falling_below_the_affairs(count: int) -> None:
    with_them, without = (city("45", f"{count}x60", affairs) for affairs in (5, 4))
    loss = reckon(with_them, RULES).exact - reckon(without, RULES).exact
    assert loss == affairs_loss(with_them, RULES) == Decimal("0.152") * min(count, 200)


def test_a_level_everywhere_and_a_level_of_the_city() -> None:
    sent = city("45", "29x60", 5)
    assert everywhere_gain(2, 29, sent, RULES) == Decimal("0.8")
    assert spd_gain(Decimal("0.75"), RULES) == Decimal("0.3")
    assert spd_gain(Decimal("1.5"), RULES, levels=2) == Decimal("1.2")
