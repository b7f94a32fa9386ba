"""The typefaces of papers and cards: fixed weights, cut once from the variable fonts of the wheels and kept in VAR_DIR.

WeasyPrint cuts a variable font itself, for every paper anew, which takes half a second and never gives the same bytes.
Decrees are in Bookman Old Style (Permendagri 1/2023), of which `fonts/TeXGyreBonum-*.otf` is the free likeness: version
2.004 of the GUST e-foundry, from the wheel rinoh-typeface-texgyrebonum 0.1.1, under `fonts/GUST-FONT-LICENSE.txt`.
"""

from functools import cache
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Final

from django.conf import settings
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from foundation.files.storage import aside
from foundation.look.typefaces import ALL, Typeface

REGULAR: Final = 400
BOLD: Final = 700
DECREE: Final = "TeX Gyre Bonum"
_DECREE_FILES: Final = {REGULAR: "TeXGyreBonum-Regular.otf", BOLD: "TeXGyreBonum-Bold.otf"}
STYLES: Final = tuple(product((REGULAR, BOLD), (False, True)))


@cache
def cut(face: Typeface, weight: int, *, italic: bool = False) -> Path | None:
    """The TTF of one weight, the same bytes on every machine; None where the wheel is not installed."""
    source = face.file(italic=italic)
    if source is None:
        return None
    mark = sha256(source.read_bytes()).hexdigest()[:12]
    path: Path = settings.VAR_DIR / "fonts" / f"{face.wheel}-{mark}-{weight}{'-italic' if italic else ''}.ttf"
    if not path.exists():
        _cut(source, weight, path)
    return path


def prepare() -> None:
    """Cuts all that papers may need, which takes some seconds, so that no reader waits for it."""
    for face, (weight, italic) in product(ALL, STYLES):
        cut(face, weight, italic=italic)


def rules(face: Typeface) -> str:
    """The `@font-face` rules of all its styles, for WeasyPrint; empty where the wheel is not installed."""
    return "".join(
        _rule(face.family, path, weight, italic=italic)
        for weight, italic in STYLES
        if (path := cut(face, weight, italic=italic))
    )


def decree_rules(html: str) -> str:
    """The `@font-face` rules that decrees and their annexes (`.decree`) on these pages need; mostly none."""
    if 'class="decree"' not in html:
        return ""
    folder = Path(__file__).with_name("fonts")
    return "".join(_rule(DECREE, folder / name, weight) for weight, name in _DECREE_FILES.items())


def _rule(family: str, path: Path, weight: int, *, italic: bool = False) -> str:
    style = "italic" if italic else "normal"
    return (
        f"@font-face {{ font-family: '{family}'; src: url('{path.as_uri()}'); "
        f"font-weight: {weight}; font-style: {style} }}"
    )


def _cut(source: Path, weight: int, path: Path) -> None:
    with aside(path) as beside, TTFont(source, recalcTimestamp=False) as font:
        instantiateVariableFont(font, {"wght": weight}, inplace=True, updateFontNames=True)
        font.save(beside)
