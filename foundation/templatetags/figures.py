"""How templates write a figure: one that carries its name, and one with decimals."""

from decimal import Decimal

from django import template
from django.utils.safestring import SafeString

from foundation.figures import Figure, marked, marks
from foundation.text.rounding import in_figures

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
    """The value rounded half up to so many places, and a dash where there is no figure."""
    return in_figures(value, places)


@register.filter
def score(value: Decimal | float | None) -> str:
    """A score, or a mean, median or difference of scores, as it is written everywhere: 26,98."""
    return in_figures(value)
