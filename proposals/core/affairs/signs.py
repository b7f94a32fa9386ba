"""Which signs may stand for a government affair in the catalogue, on tiles and in drawn pictures, and their colours."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Sign:
    """The name of a symbol in static/img/affairs.svg and of a palette; a style class is named after the palette."""

    symbol: str
    palette: str


OTHER: Final = Sign("lampu", "teal")

# Each symbol with its palette; which affair has which sign stands in affairs.csv.
SIGNS: Final = {
    "buku": "sea",
    "palang": "coral",
    "jalan": "slate",
    "rumah": "sand",
    "perisai": "slate",
    "warga": "plum",
    "tas": "sand",
    "daun": "leaf",
    "padi": "leaf",
    "peta": "sand",
    "kartu": "teal",
    "bus": "sea",
    "sinyal": "sea",
    "kunci": "slate",
    "toko": "coral",
    "grafik": "teal",
    "bintang": "plum",
    "gong": "plum",
    "ombak": "sea",
    "pabrik": "slate",
    "balai": "teal",
}


def sign_of(symbol: str) -> Sign:
    """The sign with this symbol; a lamp where none is named, or one that is not drawn."""
    return Sign(symbol, SIGNS[symbol]) if symbol in SIGNS else OTHER
