"""The city's own part and the index of what the city sends, for the workbook that recomputes them."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from competitions.core.models import Edition
from competitions.iga.city.figures import CityPart, city_part
from competitions.iga.entry.content import EntrySheet
from competitions.iga.index.constants import constants_of
from competitions.iga.index.formula import CityIndex, CityInput, reckon


def totals_of(edition: Edition, sheets: Sequence[EntrySheet]) -> tuple[CityPart, CityIndex, CityIndex] | None:
    """The city's own part, the index as claimed and the index as verified; None while the edition doesn't score."""
    constants = constants_of(edition.iga)
    if constants is None:
        return None
    city = city_part(edition)
    affairs = (sheet.candidacy.proposal.affair for sheet in sheets)
    covering = Counter(affair.pk for affair in affairs if affair and affair.basic_service)

    def index(spd: Decimal, points: Sequence[int]) -> CityIndex:
        return reckon(CityInput(spd, Decimal(sum(points)), len(points), covering), constants)

    claimed = index(city.points, [sheet.candidacy.claimed_points for sheet in sheets])
    verified = index(city.checked_points, [sheet.candidacy.verified_points for sheet in sheets])
    return city, claimed, verified
