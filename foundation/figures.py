"""Figures that carry their name: what a page, a paper or a sheet shows can be read by a machine and compared.

A figure that more than one place shows is marked with its name, the year it is about and, where it is about one thing
only, that thing (a code or a number). In HTML the mark is an attribute, in PDF and XLSX a property of the document, in
CSV a header of the answer. `dashboard/figures/names.py` says which names there are and which function knows each.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html.parser import HTMLParser
from typing import Final, NamedTuple

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

PROPERTY: Final = "portalangka"
"""The property of a PDF or XLSX, and the header of a CSV, that holds the figures as JSON."""
_MARK: Final = re.compile(r"[a-z_]+(\.[a-z_]+)+")
_GROUPED: Final = re.compile(r"(?<=\d)\.(?=\d{3}\b)")


class Figure(NamedTuple):
    """One figure as shown: its name, the year ("" for none), what it is about ("" for the whole), and its value."""

    name: str
    year: str
    subject: str
    value: str

    @property
    def key(self) -> str:
        """What must have one value for one reader at one moment."""
        return "/".join((self.name, self.year, self.subject)).rstrip("/")


def figure(name: str, value: object, *, year: object = "", subject: object = "") -> Figure:
    """The figure with its parts as texts. Raises ValueError for a name that is not of the form `group.name`."""
    if not _MARK.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a figure")
    return Figure(name, str(year), str(subject), str(value))


def marked(name: str, value: object, *, year: object = "", subject: object = "", words: str = "") -> SafeString:
    """The value as people read it (whole numbers grouped), in an element that carries the name.

    With `words` people read these in its place, such as "belum ada" for 0.
    """
    shown = words or (intcomma(value) if isinstance(value, int) else str(value))
    said = str(value) if words else ""
    return format_html("<span{}>{}</span>", marks(name, year=year, subject=subject, value=said), shown)


def marks(name: str, *, year: object = "", subject: object = "", value: object = "") -> SafeString:
    """The attributes of an element whose whole text is the figure's value, each with a space before it.

    Where the text says the value in other words, `value` stands in an attribute, too.
    """
    return _attributes(name, str(year), str(subject), str(value))


@lru_cache(maxsize=4096)
def _attributes(name: str, year: str, subject: str, value: str) -> SafeString:
    """A page carries hundreds of the same marks, day after day, so each is written once per process."""
    return format_html_join("", ' {}="{}"', attributes(figure(name, value, year=year, subject=subject)).items())


def attributes(shown: Figure) -> dict[str, str]:
    """The attributes that carry a figure; without a value it is the element's text that says it."""
    parts = zip(("figure", "year", "subject", "value"), shown, strict=True)
    return {f"data-{part}": said for part, said in parts if said}


def figures_in(html: str) -> list[Figure]:
    """Every figure that the elements of a page carry, in their order; grouping dots are taken out of the values."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found


def as_property(figures: Iterable[Figure]) -> str:
    """The figures as JSON for the property of a document; the same text for the same figures."""
    return json.dumps(sorted(set(figures)), ensure_ascii=True, separators=(",", ":"))


def from_property(text: str) -> Iterator[Figure]:
    """The figures that `as_property` wrote."""
    for parts in json.loads(text):
        yield Figure(*parts)


class _Reader(HTMLParser):
    """Collects the text of every element that carries `data-figure`; such elements do not hold each other."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Figure] = []
        self._marks: dict[str, str | None] = {}
        self._tag, self._depth, self._text = "", 0, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._depth:
            self._depth += tag == self._tag
        elif any(name == "data-figure" for name, _ in attrs):
            self._marks, self._tag, self._depth, self._text = dict(attrs), tag, 1, ""

    def handle_endtag(self, tag: str) -> None:
        if not self._depth or tag != self._tag:
            return
        self._depth -= 1
        if self._depth == 0:
            words = self._marks.get("data-value") or _GROUPED.sub("", " ".join(self._text.split()))
            name, year, subject = (self._marks.get(f"data-{part}") or "" for part in ("figure", "year", "subject"))
            self.found.append(Figure(name, year, subject, words))

    def handle_data(self, data: str) -> None:
        if self._depth:
            self._text += data
