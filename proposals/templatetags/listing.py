"""How the list of proposals draws what it has many of: the cells of its rows and the columns to choose from."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from proposals.browsing.columns import COLUMNS

register = template.Library()


@register.simple_tag
def list_row(cells: Iterable[tuple[str, str, str]]) -> SafeString:
    """One row of the table; each cell is its heading, its class and what it shows."""
    drawn = (
        f"{_opened(title, css)}{shown if isinstance(shown, SafeString) else escape(shown)}</td>"
        for title, css, shown in cells
    )
    return mark_safe(f"<tr>{''.join(drawn)}</tr>")


@lru_cache(maxsize=256)
def _opened(title: str, css: str) -> str:
    return f'<td data-label="{escape(title)}" class="{escape(css)}">'


@register.simple_tag
def column_choices(shown: Iterable[str]) -> str:
    """All columns as boxes, those that are shown ticked."""
    return _boxes(tuple(shown))


@lru_cache(maxsize=64)
def _boxes(shown: tuple[str, ...]) -> str:
    return render_to_string("proposals/browsing/_column_boxes.html", {"columns": COLUMNS, "shown": shown})
