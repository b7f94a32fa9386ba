"""Levels that innovations of the set can still gain: the single ones that bring most, and each indicator everywhere.

What counts now is the verified level, else the claimed one that is proven (national.md 1.9).
"""

from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from competitions.core.models import Edition
from competitions.iga.core.models import Candidacies

_CLAIMS: Final = """
    FROM ({set}) chosen CROSS JOIN competitions_indicator i
    LEFT JOIN competitions_claim c ON c.proposal_id = chosen.proposal_id AND c.indicator_id = i.id AND c.proven
    WHERE i.edition_id = %s AND coalesce(c.verified, c.value, 0) < 3
"""
_SINGLE: Final = f"""
    SELECT chosen.proposal_id, i.number, i.name, i.weight, coalesce(c.verified, c.value, 0) AS level {_CLAIMS}
    ORDER BY i.weight * (3 - coalesce(c.verified, c.value, 0)) DESC, i.number, chosen.proposal_id LIMIT %s
"""
_EVERYWHERE: Final = f"""
    SELECT i.number, i.name, i.weight, count(*) {_CLAIMS}
    GROUP BY i.number, i.name, i.weight ORDER BY i.weight * count(*) DESC, i.number
"""


@dataclass(frozen=True, slots=True)
class LevelRoom:
    """An indicator of one innovation with the level it counts now; `points` is what the highest would add."""

    proposal: int
    number: int
    name: str
    weight: int
    level: int

    @property
    def points(self) -> int:
        return self.weight * (3 - self.level)


@dataclass(frozen=True, slots=True)
class IndicatorRoom:
    """An indicator over the whole set: in how many innovations a level is still open."""

    number: int
    name: str
    weight: int
    innovations: int


def single_levels(edition: Edition, candidacies: Candidacies, limit: int) -> list[LevelRoom]:
    """Of the set, what can still rise, that which adds most first; one query."""
    return [LevelRoom(*row) for row in _asked(_SINGLE, edition, candidacies, limit)]


def levels_everywhere(edition: Edition, candidacies: Candidacies) -> list[IndicatorRoom]:
    """What one level more would touch, by indicator, that which adds most first; one query."""
    return [IndicatorRoom(*row) for row in _asked(_EVERYWHERE, edition, candidacies)]


def _asked(statement: str, edition: Edition, candidacies: Candidacies, *more: int) -> list[tuple[Any, ...]]:
    chosen, parameters = candidacies.in_set().order_by().values("proposal_id").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("{set}", chosen), [*parameters, edition.pk, *more])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
