"""Numbers in long tables read as `floatformat` writes them."""

from decimal import Decimal

from django.template.defaultfilters import floatformat
from hypothesis import given
from hypothesis import strategies as st

from foundation.templatetags.figures import decimals


@given(st.decimals(-999, 999, allow_nan=False, places=4), st.integers(1, 3))
def test_they_are_rounded_and_written_alike(value: Decimal, places: int) -> None:
    assert decimals(value, places) == floatformat(value, places)
    assert decimals(float(value), places) == floatformat(float(value), places)


def test_no_figure_is_a_dash_and_zero_has_no_sign() -> None:
    assert [decimals(value, 2) for value in (None, Decimal("-0.001"), 0.0)] == ["–", "0,00", "0,00"]
