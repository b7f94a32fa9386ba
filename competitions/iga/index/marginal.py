"""Marginal rules of the index (national.md 1.10): what one level more, one innovation more or fewer, brings.

Each is derived from the formula and holds exactly; the tests compare it with two reckonings.
"""

from decimal import Decimal

from competitions.iga.index.constants import HUNDRED, IndexConstants
from competitions.iga.index.formula import CityInput, number_points


def level_gain(weight: Decimal | int, given: CityInput, constants: IndexConstants, *, levels: int = 1) -> Decimal:
    """Index points that so many levels more of one innovation's indicator bring: weight / (2.5 * divisor) each."""
    return HUNDRED * weight * levels / (constants.total * max(constants.divisor, given.count))


def everywhere_gain(weight: Decimal | int, innovations: int, given: CityInput, constants: IndexConstants) -> Decimal:
    """Index points that one level more of an indicator brings in so many innovations at once."""
    return level_gain(weight, given, constants, levels=innovations)


def spd_gain(weight: Decimal, constants: IndexConstants, *, levels: int = 1) -> Decimal:
    """Index points that so many levels more of a row of the city's own part bring."""
    return HUNDRED * weight * levels / constants.total


def break_even_add(given: CityInput, constants: IndexConstants) -> Decimal:
    """The maturity above which one more innovation lifts the index; every one does where it is below 0.

    With n at or above the divisor it is M - p * (n + 1), where p is what the number gains by one: 0.38, and 0 at the
    cap or while the affairs are missing. Below the divisor it is -p * divisor. An affair that the innovation covers
    first is not in it.
    """
    gained = _number(given, constants, 1) - _number(given, constants, 0)
    now, then = max(constants.divisor, given.count), max(constants.divisor, given.count + 1)
    return given.maturity_sum * (then - now) / now - gained * then


def break_even_drop(given: CityInput, constants: IndexConstants) -> Decimal:
    """The maturity below which leaving out one innovation lifts the index; none does where it is below 0.

    Above the divisor it is M - p * (n - 1); at or below it -p * divisor. It holds while the affairs stay covered.
    Raises ValueError when there is none to leave out.
    """
    if not given.count:
        raise ValueError("There is no innovation to leave out.")
    lost = _number(given, constants, 0) - _number(given, constants, -1)
    now, then = max(constants.divisor, given.count), max(constants.divisor, given.count - 1)
    return given.maturity_sum * (now - then) / now - lost * then


def affairs_loss(given: CityInput, constants: IndexConstants) -> Decimal:
    """Index points that go when the covered affairs fall below the need: 0.152 for each innovation up to the cap."""
    return HUNDRED * number_points(given.count, constants.need, constants) / constants.total


def _number(given: CityInput, constants: IndexConstants, more: int) -> Decimal:
    return number_points(given.count + more, given.affairs, constants)
