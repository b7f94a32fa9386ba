"""The maturity of one innovation by the IGA table (guide of BSKDN, 29 April 2026): weight times level, summed.

The sums themselves are kept by the database with every change of a claim (`Candidacy`); nothing reckons them again.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from competitions.rules.indicatorrules import HIGHEST


@dataclass(frozen=True, slots=True)
class Maturity:
    """The two sums side by side; `claimed` counts only what is proven, `verified` only what was verified as well."""

    claimed: int
    verified: int


def highest(weights: Iterable[int]) -> int:
    """The most an innovation can reach: every indicator at the highest level (2026: 37 x 3 = 111)."""
    return sum(weights) * HIGHEST
