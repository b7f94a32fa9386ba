"""How templates write the size of a file."""

from django import template

from foundation.files.sizes import in_words

register = template.Library()
register.filter("size_in_words", in_words)
