"""The maturity of one innovation by the IGA table (guide of BSKDN, 29 April 2026): weight times level, summed."""

from collections.abc import Iterable
from dataclasses import dataclass

HIGHEST_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Claimed:
    """One indicator as claimed: its weight, the level claimed, whether evidence is named, the level verified if any."""

    weight: int
    level: int
    proven: bool
    verified: int | None


@dataclass(frozen=True, slots=True)
class Maturity:
    """The two sums side by side; `claimed` counts only what has evidence, `verified` only what was verified."""

    claimed: int
    verified: int


def points(weight: int, level: int, *, proven: bool) -> int:
    """Weight times level; nothing without evidence (a safeguard of the city, not a quoted rule)."""
    return weight * level if proven else 0


def maturity_of(claims: Iterable[Claimed]) -> Maturity:
    """The sums over all indicators of one innovation."""
    rows = list(claims)
    return Maturity(
        claimed=sum(points(row.weight, row.level, proven=row.proven) for row in rows),
        verified=sum(points(row.weight, row.verified or 0, proven=row.proven) for row in rows),
    )


def highest(weights: Iterable[int]) -> int:
    """The most an innovation can reach: every indicator at the highest level (2026: 37 x 3 = 111)."""
    return sum(weights) * HIGHEST_LEVEL
