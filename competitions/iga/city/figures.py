"""The rows of the city's own part with what was entered, and the points they amount to; one query."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from competitions.core.models import Edition
from competitions.iga.city.models import CityFigure
from competitions.iga.city.placing import BandRemark, placing_of
from competitions.rules.igarules import CityIndicator
from competitions.rules.indicatorrules import HIGHEST


@dataclass(frozen=True, slots=True)
class CityRow:
    """One row of the edition's table with what was entered for it, if anything."""

    rule: CityIndicator
    entered: CityFigure | None

    @property
    def level(self) -> int | None:
        return self.entered.level if self.entered else None

    @property
    def is_checked(self) -> bool:
        return bool(self.entered and self.entered.checked_by_id)

    @property
    def points(self) -> Decimal:
        """Weight times level as entered; nothing while it is open, or without a document that shows it."""
        return self.rule.weight * (self.level or 0) if self.entered and self.entered.has_document else Decimal(0)

    @property
    def checked_points(self) -> Decimal:
        return self.points if self.is_checked else Decimal(0)

    @property
    def maximum(self) -> Decimal:
        return self.rule.weight * HIGHEST

    @property
    def placing(self) -> BandRemark:
        return placing_of(self.rule, self.entered.figure if self.entered else None, self.level)

    @property
    def level_text(self) -> str:
        """What the guide asks for the level entered; empty while it isn't known."""
        return self.rule.levels[self.level - 1] if self.level and self.rule.levels else ""


@dataclass(frozen=True, slots=True)
class CityPart:
    """All rows in the order of the guide, with their sums."""

    rows: list[CityRow]

    @property
    def points(self) -> Decimal:
        return sum((row.points for row in self.rows), Decimal(0))

    @property
    def checked_points(self) -> Decimal:
        return sum((row.checked_points for row in self.rows), Decimal(0))

    @property
    def maximum(self) -> Decimal:
        return sum((row.maximum for row in self.rows), Decimal(0))

    @property
    def entered(self) -> int:
        return sum(row.level is not None for row in self.rows)

    @property
    def checked(self) -> int:
        return sum(row.is_checked for row in self.rows)

    @property
    def mandatory_open(self) -> list[CityRow]:
        """The mandatory rows that have no level yet."""
        return [row for row in self.rows if row.rule.mandatory and row.level is None]

    @property
    def groups(self) -> list[tuple[str, list[CityRow]]]:
        """The rows by variable, in the order of the guide."""
        by_variable: dict[str, list[CityRow]] = defaultdict(list)
        for row in self.rows:
            by_variable[row.rule.variable or "Bagian daerah"].append(row)
        return list(by_variable.items())


def city_part(edition: Edition) -> CityPart:
    """The city's own part of an edition, with who entered and checked each row."""
    found = CityFigure.objects.filter(edition=edition).select_related("entered_by", "checked_by")
    return with_figures(edition, found)


def city_levels(edition: Edition) -> CityPart:
    """The same for sums, which name nobody."""
    return with_figures(edition, CityFigure.objects.filter(edition=edition))


def with_figures(edition: Edition, entered: Iterable[CityFigure]) -> CityPart:
    """The rows of the edition with these figures."""
    by_row = {figure.row: figure for figure in entered}
    return CityPart([CityRow(rule, by_row.get(rule.key)) for rule in edition.iga.spd])
