"""Where a figure of the city's own part falls among the bands of its row, and what is said of the officer's level.

The bands of the guide overlap at some edges as they are printed, and leave gaps; so the officer gives the level too,
and that level counts (national.md 1.3).
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from competitions.rules.igarules import CityIndicator
from foundation.text.rounding import in_figures

NOTHING_TO_SAY: Final = ""


@dataclass(frozen=True, slots=True)
class BandRemark:
    """What is said of a figure beside a level; `warns` when the two contradict."""

    text: str = NOTHING_TO_SAY
    warns: bool = False


def placing_of(row: CityIndicator, figure: Decimal | None, level: int | None) -> BandRemark:
    """What the portal says of this figure and level; nothing where they agree or one is missing."""
    if figure is None or not row.bands:
        return BandRemark()
    held, shown = row.levels_holding(figure), in_figures(figure)
    if not held:
        return BandRemark(f"{shown} tidak masuk pita mana pun yang tercetak; parameter pilihan petugas yang dihitung.")
    if len(held) > 1:
        edge = f"{shown} tepat di tepi yang tercetak dua kali, pada parameter {_and(held)}"
        if level in held:
            return BandRemark(f"{edge}; parameter {level} pilihan petugas yang dihitung.")
        return BandRemark(f"{edge}, sedangkan yang dipilih {_chosen(level)}. Periksa lagi.", warns=level is not None)
    if level is None or level == held[0]:
        return BandRemark()
    return BandRemark(
        f"{shown} menurut pita pedoman adalah parameter {held[0]}, sedangkan yang dipilih {_chosen(level)}. "
        "Periksa angka dan parameternya; yang dipilih yang dihitung.",
        warns=True,
    )


def _and(levels: tuple[int, ...]) -> str:
    return " dan ".join(str(level) for level in levels)


def _chosen(level: int | None) -> str:
    return "belum ada" if level is None else f"parameter {level}"
