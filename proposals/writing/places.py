"""A point on the map out of what people paste: a map's link, two decimals, or degrees with minutes and seconds."""

import re
from decimal import Decimal
from typing import Final
from urllib.parse import unquote

_NUMBER = r"([-+]?\d{1,3}(?:[.,]\d+)?)"
_HALF = rf"{_NUMBER}\s*°?\s*(?:(\d{{1,2}}(?:[.,]\d+)?)\s*['′’])?\s*(?:(\d{{1,2}}(?:[.,]\d+)?)\s*(?:\"|″|”|''))?\s*"
_PAIR = re.compile(r"\s*([-+]?\d+[.,]\d+)\s*[,;\s]\s*([-+]?\d+[.,]\d+)\s*")
_ONE = re.compile(rf"\s*{_HALF}([A-Za-z]{{0,2}})\s*")
_BOTH = re.compile(rf"\s*{_HALF}(LS|LU|N|S|U)\s*[,;]?\s*{_HALF}(BT|BB|E|W|T|B)\s*", re.IGNORECASE)
_LINK = re.compile(r"\s*(?:https?://|www\.|maps\.)", re.IGNORECASE)
_SHORT = re.compile(r"\s*(?:https?://)?(?:maps\.app\.goo\.gl|goo\.gl/maps)/", re.IGNORECASE)
# In the order of trust: the pin itself, what was searched for, and the middle of what the map showed.
_IN_LINK: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"!3d(-?\d+\.\d+)!4d(-?\d+\.\d+)",
        r"[?&](?:q|query|ll|destination|daddr)=(?:loc:)?(-?\d+\.\d+),[+ ]*(-?\d+\.\d+)",
        r"/(?:place|search)/(-?\d+\.\d+),[+ ]?(-?\d+\.\d+)",
        r"@(-?\d+\.\d+),(-?\d+\.\d+)",
    )
)
SHORT_LINK: Final = (
    "Tautan pendek tidak memuat koordinat. Buka tautannya, lalu salin alamat panjang dari bilah alamat peramban, atau "
    "tekan lama titiknya di peta dan salin angkanya."
)
BARE_LINK: Final = "Tautan ini tidak memuat koordinat. Tekan lama titiknya di peta, lalu salin angkanya."


def point_in(text: str) -> tuple[str, str] | None:
    """Latitude and longitude in what was pasted, as `degrees_in` reads them; None when it is no whole point."""
    plain = text.replace("\N{MINUS SIGN}", "-")
    if _LINK.match(plain):
        link = unquote(plain)
        found = next((match for form in _IN_LINK if (match := form.search(link))), None)
        return (found[1], found[2]) if found else None
    if pair := _PAIR.fullmatch(plain):
        return pair[1], pair[2]
    if both := _BOTH.fullmatch(plain):
        halves = both.groups(default="")
        return _decimal(*halves[:4]), _decimal(*halves[4:])
    return None


def why_no_point(text: str) -> str:
    """Why a link says nothing of a point, in a sentence; empty when the text is no link."""
    if _SHORT.match(text):
        return SHORT_LINK
    return BARE_LINK if _LINK.match(text) else ""


def degrees_in(text: str) -> tuple[Decimal, str] | None:
    """One half of a point: its degrees, and the side that stands behind them in capitals, if any."""
    one = _ONE.fullmatch(text.replace("\N{MINUS SIGN}", "-"))
    if one is None:
        return None
    whole, minutes, seconds, side = one.groups(default="")
    return Decimal(_decimal(whole, minutes, seconds, "")), side.upper()


def _decimal(whole: str, minutes: str, seconds: str, side: str) -> str:
    degrees, *finer = (Decimal((part or "0").replace(",", ".")) for part in (whole, minutes, seconds))
    amount = abs(degrees) + finer[0] / 60 + finer[1] / 3600
    negative = degrees < 0 or side.upper() in {"LS", "S", "BB", "W", "B"}
    return f"{-amount if negative else amount:f}"
