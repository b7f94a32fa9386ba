"""The portal's typeface as pages load it: the letters and signs they use, as WOFF2."""

import io
from functools import cache
from pathlib import Path
from typing import Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

# Latin as it is written from Portugal to Iceland; letters of names from elsewhere and of transliterated Arabic and
# Sanskrit; punctuation; and the arrows, signs of arithmetic and shapes that pages may need, as far as the typeface has
# them: a browser takes the others from another one.
LETTERS: Final = "ĀāĒēĪīŌōŪūĂăĄąĆćČčĎďĐđĘęĚěĞğİıŁłŃńŇňŐőŒœŘřŚśŞşŠšŤťŮůŰűŸŹźŻżŽžȘșȚț"
SIGNS: Final = "€№™←↑→↓↔↗↘∑−√∞≈≠≤≥■□▲▶▼◀●○★☆✓✕☰"
WANTED: Final = {*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2010, 0x2045), *map(ord, LETTERS + SIGNS)}
# Kerning, letters of one language, and figures of one width.
FEATURES: Final = ["kern", "locl", "tnum"]
# kB of a thousand bytes.
LARGEST: Final = 35


@cache
def subset(file: Path) -> bytes:
    """The variable font of this file with the wanted signs, all its weights, and the same bytes every time."""
    options = Options(layout_features=FEATURES, hinting=False)
    with TTFont(file) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=WANTED)
        subsetter.subset(font)
        font.flavor = "woff2"
        out = io.BytesIO()
        font.save(out)
    return out.getvalue()
