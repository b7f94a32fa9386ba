"""The gap list of one innovation (national.md 1.9), pure: levels in, rows and bundles with exact gains out.

What counts of an indicator is the verified level once it was judged, else the claimed one if it is proven, else 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from competitions.iga.index.constants import IndexConstants
from competitions.iga.index.formula import CityInput
from competitions.iga.index.marginal import level_gain
from competitions.rules.indicatorrules import HIGHEST


@dataclass(frozen=True, slots=True)
class IndicatorStanding:
    """One indicator of one innovation: what it asks, and how far it is.

    `asks` is what each level asks, `uploads` what proves it, `files` how many pieces of evidence each level needs,
    `effort` how much it takes in this city.
    """

    number: int
    name: str
    weight: int
    mandatory: bool
    bundle: str = ""
    asks: dict[int, str] = field(default_factory=dict)
    uploads: str = ""
    files: dict[int, int] = field(default_factory=dict)
    claimed: int = 0
    proven: bool = False
    verified: int | None = None
    effort: str = ""

    @property
    def counted(self) -> int:
        if self.verified is not None:
            return self.verified
        return self.claimed if self.proven else 0

    @property
    def blocks(self) -> bool:
        """Whether it is mandatory and not yet claimed with evidence that suffices, which keeps the innovation out."""
        return self.mandatory and not (self.claimed and self.proven)


@dataclass(frozen=True, slots=True)
class GapRow:
    """One step that can be made: an indicator from its level to a higher one, and what that brings."""

    indicator: IndicatorStanding
    source: int
    target: int
    gain: int
    index_gain: Decimal | None

    @property
    def asks(self) -> str:
        return self.indicator.asks.get(self.target, "")

    @property
    def files(self) -> int:
        return self.indicator.files.get(self.target, 1)

    @property
    def order(self) -> tuple[bool, int, int, int, int]:
        """What keeps the innovation out comes first, then what brings most, by the fewest files, by its number."""
        return (not self.indicator.blocks, -self.gain, self.files, self.indicator.number, self.target)


@dataclass(frozen=True, slots=True)
class GapBundle:
    """The rows that one document can serve together."""

    key: str
    rows: list[GapRow]

    @property
    def full(self) -> list[GapRow]:
        """Of each indicator the step to its highest level."""
        return [row for row in self.rows if row.target == HIGHEST]

    @property
    def best(self) -> GapRow:
        """The one of them to begin with: what keeps the innovation out, else what brings most."""
        return min(self.full, key=lambda row: row.order)

    @property
    def gain(self) -> int:
        """What it brings when every indicator of it reaches its highest level."""
        return sum(row.gain for row in self.full)

    @property
    def index_gain(self) -> Decimal | None:
        gains = [row.index_gain for row in self.full if row.index_gain is not None]
        return sum(gains, Decimal(0)) if gains else None

    @property
    def blocks(self) -> bool:
        return any(row.indicator.blocks for row in self.rows)

    @property
    def numbers(self) -> str:
        """The indicators it serves, by number."""
        return ", ".join(str(number) for number in sorted({row.indicator.number for row in self.rows}))

    @property
    def order(self) -> tuple[bool, int, int, int]:
        files = sum(row.files for row in self.full)
        return (not self.blocks, -self.gain, files, min(row.indicator.number for row in self.rows))


def rows_of(
    standings: Iterable[IndicatorStanding], *, count: int | None = None, constants: IndexConstants | None = None
) -> list[GapRow]:
    """Every step that each indicator can still make, the strongest first.

    With `count`, the number of innovations in the set that this one belongs to, each says what it brings the index.
    """
    city = CityInput(Decimal(0), Decimal(0), count or 0)
    found = []
    for one in standings:
        for target in range(one.counted + 1, HIGHEST + 1):
            levels = target - one.counted
            index = level_gain(one.weight, city, constants, levels=levels) if constants and count else None
            found.append(GapRow(one, one.counted, target, one.weight * levels, index))
    return sorted(found, key=lambda row: row.order)


def bundles_of(rows: Iterable[GapRow]) -> list[GapBundle]:
    """The rows by the document that serves them, the strongest document first; one without a bundle stands alone."""
    grouped: dict[str, list[GapRow]] = {}
    for row in rows:
        grouped.setdefault(row.indicator.bundle or f"indikator_{row.indicator.number}", []).append(row)
    found = [
        GapBundle(key, sorted(some, key=lambda row: (row.indicator.number, row.target)))
        for key, some in grouped.items()
    ]
    return sorted(found, key=lambda bundle: bundle.order)


def strongest(rows: Iterable[GapRow], amount: int) -> list[GapRow]:
    """The best single steps, of each indicator only its strongest."""
    seen: set[int] = set()
    found = []
    for row in rows:
        if row.indicator.number not in seen:
            seen.add(row.indicator.number)
            found.append(row)
    return found[:amount]
