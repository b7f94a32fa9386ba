"""Pure arithmetic of "what if the cut-off were elsewhere": who is in, and who changes sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reviews.ranking.ranking import Row


@dataclass(frozen=True, slots=True)
class CutOff:
    """Rows at or above the cut-off, and those that another cut-off would put on the other side."""

    cut: Decimal
    inside: tuple[Row, ...]
    outside: int
    moving: tuple[Row, ...]


def compare(rows: Sequence[Row], cut: Decimal, other: Decimal | None) -> CutOff:
    """Who reaches `cut` (0–100, as printed), and whose side differs at `other`; rows without a score are outside."""
    inside = tuple(row for row in rows if _reaches(row, cut))
    moving = tuple(row for row in rows if other is not None and _reaches(row, cut) != _reaches(row, other))
    return CutOff(cut=cut, inside=inside, outside=len(rows) - len(inside), moving=moving)


def _reaches(row: Row, cut: Decimal) -> bool:
    return row.score is not None and row.score >= cut
