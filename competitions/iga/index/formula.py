"""The formula of the index (national.md 1.1): exact until its end, then rounded once, half up, to two decimals.

index = (SPD + sum of maturities / max(divisor, n) + points of the number) / total * 100; the number scores
min(n, cap) * per_innovation, and nothing while too few affairs of basic service are covered.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from competitions.iga.index.constants import HUNDRED, IndexConstants, PredicateStep
from foundation.text.rounding import rounded


@dataclass(frozen=True, slots=True)
class CityInput:
    """What goes into the index: points of the city's own part, the innovations sent, the affairs that they cover.

    `covering` counts the innovations of each affair of basic service by its key; an affair counts while one is left.
    """

    spd: Decimal
    maturity_sum: Decimal
    count: int
    covering: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, spd: Decimal, maturities: Iterable[Decimal], affairs: int) -> "CityInput":
        """From a list of maturities, with so many affairs covered by one innovation each."""
        found = list(maturities)
        return cls(spd, sum(found, Decimal(0)), len(found), dict.fromkeys(range(1, affairs + 1), 1))

    @property
    def affairs(self) -> int:
        return sum(count > 0 for count in self.covering.values())

    @property
    def mean(self) -> Decimal:
        """The mean maturity of the innovations themselves; 0 without any."""
        return self.maturity_sum / self.count if self.count else Decimal(0)


@dataclass(frozen=True, slots=True)
class CityIndex:
    """The index and its parts; only `value` is rounded."""

    given: CityInput
    constants: IndexConstants
    divisor: int
    number: Decimal
    total: Decimal
    value: Decimal
    exact: Decimal

    @property
    def spd(self) -> Decimal:
        return self.given.spd

    @property
    def maturity(self) -> Decimal:
        """The sum of maturities over the divisor: what the innovations bring of at most 111 points."""
        return self.given.maturity_sum / self.divisor

    @property
    def affairs_met(self) -> bool:
        return self.given.affairs >= self.constants.need

    @property
    def predicate(self) -> PredicateStep | None:
        return self.constants.predicate_of(self.value)

    @property
    def next_step(self) -> PredicateStep | None:
        return self.constants.next_above(self.value)

    @property
    def points_needed(self) -> Decimal | None:
        """The points that the next predicate asks for; None at the highest."""
        return self.constants.points_for(self.next_step.minimum) if self.next_step else None

    @property
    def distance(self) -> Decimal | None:
        """How many points are missing to the next predicate; None at the highest."""
        return None if self.points_needed is None else self.points_needed - self.total


def number_points(count: int, affairs: int, constants: IndexConstants) -> Decimal:
    """The points for the number of innovations; nothing while too few affairs are covered."""
    return min(count, constants.cap) * constants.per_innovation if affairs >= constants.need else Decimal(0)


def reckon(given: CityInput, constants: IndexConstants) -> CityIndex:
    """The index of a city."""
    divisor = max(constants.divisor, given.count)
    number = number_points(given.count, given.affairs, constants)
    # One division, so that nothing is cut before the rounding at the end.
    exact = ((given.spd + number) * divisor + given.maturity_sum) * HUNDRED / (divisor * constants.total)
    return CityIndex(
        given=given,
        constants=constants,
        divisor=divisor,
        number=number,
        total=given.spd + number + given.maturity_sum / divisor,
        value=rounded(exact),
        exact=exact,
    )
