"""The colours of styles/tokens.css, read once, for what no browser paints: papers, charts, pictures, sheets."""

import re
from functools import cache
from pathlib import Path
from typing import Final

Rgb = tuple[int, int, int]

FILE: Final = Path(__file__).resolve().parents[2] / "styles" / "tokens.css"
_TOKEN: Final = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{6}(?:[0-9a-f]{2})?);")
_USE: Final = re.compile(r"var\(--([a-z0-9-]+)\)")


@cache
def tokens() -> dict[str, str]:
    """Every colour by its name, as #rrggbb, or #rrggbbaa where something shows through."""
    return dict(_TOKEN.findall(FILE.read_text(encoding="utf-8")))


def colour(name: str) -> str:
    """One colour as #rrggbb. Raises KeyError for a name that the file of tokens does not have."""
    return tokens()[name]


def rgb(name: str) -> Rgb:
    """One colour as red, green and blue from 0 to 255. Raises KeyError for an unknown name."""
    red, green, blue = (int(colour(name)[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue


def filled_in(style: str) -> str:
    """A style sheet with the colours in place of their names, for a printer that knows none. Raises KeyError."""
    return _USE.sub(lambda use: colour(use[1]), style)
