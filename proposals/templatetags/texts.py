"""How templates show the words of a section: `{{ text.text|structured }}`, the same on every page and paper."""

from django import template
from django.utils.safestring import SafeString

from proposals.text.rendering import render_text
from proposals.text.words import first_words

register = template.Library()
register.filter("first_words", first_words)


@register.filter
def structured(text: str) -> SafeString:
    """The paragraphs, lists and tables of a stored text, every word escaped."""
    return render_text(text)
