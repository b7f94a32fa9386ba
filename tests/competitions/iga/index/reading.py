"""The constants of the fixtures, and inputs as the examples write them."""

from decimal import Decimal

from django.conf import settings

from competitions.iga.index.constants import IndexConstants, constants_of
from competitions.iga.index.formula import CityInput
from competitions.reference.igafile import IgaFile
from competitions.rules.igarules import IgaRules
from foundation.fixtures.reading import read_yaml


def constants(year: int = 2026) -> IndexConstants:
    """Those of 2026, or of a later year as the guide of 2026 announces it."""
    content = read_yaml(settings.BASE_DIR / "fixtures" / "iga_2026.yaml", IgaFile)
    scoring = content.scoring if year == 2026 else content.scoring.announced_for(year)
    found = constants_of(IgaRules(scoring=scoring, predicates=content.predicates))
    assert found
    return found


def city(spd: str, groups: str, affairs: int) -> CityInput:
    """`groups` as the command takes them: "20x70 1x48.6"."""
    maturities = []
    for group in groups.split():
        count, _, maturity = group.partition("x")
        maturities += [Decimal(maturity)] * int(count)
    return CityInput.of(Decimal(spd), maturities, affairs)
