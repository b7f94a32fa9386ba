"""How templates write a figure that carries its name."""

from django import template
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
