"""The totals that the guide of IGA prints on its cover, reckoned again from the weights and constants of an edition."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from competitions.rules.igarules import CityIndicator, IgaScoring
from competitions.rules.indicatorrules import HIGHEST


@dataclass(frozen=True, slots=True)
class Total:
    """One total: the key of the constant, what it is, as the guide prints it, and as the edition's own rows give it."""

    key: str
    label: str
    printed: Decimal
    reckoned: Decimal

    @property
    def agrees(self) -> bool:
        return self.printed == self.reckoned

    @property
    def difference(self) -> Decimal:
        """How much the rows give above (or, negative, below) what is printed."""
        return self.reckoned - self.printed


def totals_of(scoring: IgaScoring, weights: Iterable[int], city: Iterable[CityIndicator]) -> tuple[Total, ...]:
    """The five totals of an edition: an innovation, the city's part, the number, the innovations' part, and all.

    In 2026 they are 111, 63, 76, 187 and 250. `weights` are those of the indicators, `city` the city's rows.
    """
    maturity = Decimal(sum(weights) * HIGHEST)
    own = sum((row.weight for row in city), Decimal(0)) * HIGHEST
    number = scoring.number.cap * scoring.number.per_innovation
    return (
        Total("maturity_maximum", "Kematangan satu inovasi", Decimal(scoring.maturity_maximum), maturity),
        Total("spd_maximum", "Indikator kota (SPD)", Decimal(scoring.spd_maximum), own),
        Total("number.maximum", "Nilai jumlah inovasi", Decimal(scoring.number.maximum), number),
        Total("sid_maximum", "Satuan inovasi (SID)", Decimal(scoring.sid_maximum), maturity + number),
        Total("total_maximum", "Seluruh nilai", Decimal(scoring.total_maximum), own + maturity + number),
    )
