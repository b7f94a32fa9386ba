"""How templates write a figure: one that carries its name, and one with decimals."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from django import template
from django.utils.formats import get_format
from django.utils.safestring import SafeString

from foundation.figures import Figure, marked, marks

register = template.Library()


@register.simple_tag
def figure(name: str, value: object, year: object = "", subject: object = "", words: str = "") -> SafeString:
    """A marked figure: `{% figure "kipp.agencies" covered.kipp.met year=edition.year %}`; `words` say it otherwise."""
    return marked(name, value, year=year, subject=subject, words=words)


@register.simple_tag
def carries(shown: Figure) -> SafeString:
    """The attributes of an element that carries a figure which its text does not say."""
    return marks(shown.name, year=shown.year, subject=shown.subject, value=shown.value)


@register.simple_tag
def carried(name: str, year: object = "", subject: object = "") -> SafeString:
    """The attributes of an element whose whole text is the figure: `<a href="…"{% carried "kipp.agencies" 2026 %}>`."""
    return marks(name, year=year, subject=subject)


@register.filter
def decimals(value: Decimal | float | None, places: int) -> str:
    """The text that `floatformat` gives, rounded half up to so many places, and a dash where there is no figure.

    For long tables: `floatformat` asks for the reader's language several times per cell, and there is one language.
    """
    if value is None:
        return "–"
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    # Zero has no sign, whichever side it was rounded from.
    return f"{rounded if rounded else abs(rounded)}".replace(".", _separator())


@cache
def _separator() -> str:
    return str(get_format("DECIMAL_SEPARATOR"))
