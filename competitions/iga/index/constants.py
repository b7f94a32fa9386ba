"""The constants of one edition's index, as exact decimals, and its predicates (national.md 1.1)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from competitions.rules.igarules import IgaRules

HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class PredicateStep:
    """A predicate and the least index that earns it."""

    key: str
    label: str
    minimum: Decimal


@dataclass(frozen=True, slots=True)
class IndexConstants:
    """What the formula needs of an edition; `predicates` stand from the highest to the lowest."""

    divisor: int
    need: int
    cap: int
    per_innovation: Decimal
    maturity_maximum: Decimal
    spd_maximum: Decimal
    total: Decimal
    predicates: tuple[PredicateStep, ...]

    def predicate_of(self, index: Decimal) -> PredicateStep | None:
        """The predicate of an index that is rounded already; None where the edition names none."""
        return next((step for step in self.predicates if index >= step.minimum), None)

    def next_above(self, index: Decimal) -> PredicateStep | None:
        """The predicate that comes next, None at the highest."""
        return next((step for step in reversed(self.predicates) if step.minimum > index), None)

    def points_for(self, index: Decimal) -> Decimal:
        """The points of `total` that an index stands for: 65.01 of 250 is 162.525."""
        return index * self.total / HUNDRED


def constants_of(rules: IgaRules) -> IndexConstants | None:
    """The constants of an edition's rules; None while the edition doesn't say how it scores."""
    scoring = rules.scoring
    if scoring is None:
        return None
    steps = (PredicateStep(band.key, band.label, exact(band.minimum)) for band in rules.predicates)
    return IndexConstants(
        divisor=scoring.divisor_minimum,
        need=scoring.number.min_basic_services,
        cap=scoring.number.cap,
        per_innovation=exact(scoring.number.per_innovation),
        maturity_maximum=exact(scoring.maturity_maximum),
        spd_maximum=exact(scoring.spd_maximum),
        total=exact(scoring.total_maximum),
        predicates=tuple(sorted(steps, key=lambda step: step.minimum, reverse=True)),
    )


def exact(value: Decimal | float) -> Decimal:
    """The number as it is written: 0.38 is 38 hundredths, not the float beside it."""
    return value if isinstance(value, Decimal) else Decimal(str(value))
