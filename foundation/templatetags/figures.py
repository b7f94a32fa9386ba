"""How templates write a figure that carries its name."""

from django import template
from django.utils.safestring import SafeString

from foundation.figures import marked

register = template.Library()


@register.simple_tag
def figure(name: str, value: object, year: object = "", subject: object = "") -> SafeString:
    """A marked figure: `{% figure "kipp.agencies" covered.kipp.met year=edition.year %}`."""
    return marked(name, value, year=year, subject=subject)
