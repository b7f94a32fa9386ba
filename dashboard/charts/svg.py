"""Drawing vocabulary of the charts: SVG elements, paints that survive grey print, text measuring, label placing.

Every paint is a class, coloured by the style sheet on screen, with presentation attributes as the fallback in a PDF.
There is no style attribute, which the content security policy forbids. ElementTree escapes whatever is written.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import ParamSpec
from xml.etree import ElementTree

from django.utils.safestring import SafeString, mark_safe

from foundation.figures import Figure, attributes, marked
from foundation.look.palette import colour
from foundation.look.typefaces import PORTAL

Cell = str | int
Box = tuple[float, float, float, float]  # left, top, right, bottom

WIDE, NARROW = 720, 340
SIZE = 13.0  # of ordinary text, in units of the drawing
LINE = 18.0  # height of a line of that text


def _area(fill: str, edge: str = "", width: str = "1", dashes: str = "") -> dict[str, str]:
    """How an area is painted: the names of its colour and of its edge's, which may be broken into dashes."""
    return {"fill": colour(fill)} | (_edge(edge, width, dashes) if edge else {})


def _line(paint: str, width: str, dashes: str = "") -> dict[str, str]:
    """How a line is painted: the name of its colour, its width, and its dashes."""
    return {"fill": "none"} | _edge(paint, width, dashes)


def _edge(paint: str, width: str, dashes: str) -> dict[str, str]:
    dashed = {"stroke-dasharray": dashes} if dashes else {}
    return {"stroke": colour(paint), "stroke-width": width} | dashed


PAINTS: dict[str, dict[str, str]] = {
    "ink": _area("ink"),
    "muted": _area("ink-muted"),
    "surface": _area("surface"),
    "eligible": _area("accent"),
    "submitted": _area("fill-4", "accent"),
    "missing": _area("surface", "line-control", dashes="3 3"),
    "flow": _area("accent-soft"),
    "band": _area("accent-soft", "line-control", dashes="2 3"),
    "grid": _line("line", "1"),
    "target": _line("target", "2", "9 5"),
    "median": _line("ink-muted", "2", "2 4"),
    # Tiles of the matrix: the more an agency has, the darker the ground; the first two differ by their edge.
    "tile-nothing": _area("surface", "danger", "2.5"),
    "tile-draft": _area("surface", "warning", "1.5", "5 3"),
    "tile-submitted": _area("fill-1", "line-control"),
    "tile-eligible": _area("fill-2", "accent"),
    "tile-shortlisted": _area("fill-3", "accent"),
    "tile-nominated": _area("fill-4", "accent", "1.5"),
    "submitted-line": _line("accent", "3"),
    "eligible-line": _line("ink", "2", "6 3"),
}

_NARROW_LETTERS = frozenset(" .,:;·'|!()[]ijlftrI")
_WIDE_LETTERS = frozenset("mwMWABCDEFGHKNOPQRSTUVXYZ%–")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Chart:
    """A finished chart: the drawing for wide screens and paper, the one for phones, and its numbers as a table."""

    title: str
    description: str
    svg: SafeString
    svg_narrow: SafeString
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Drawing:
    """A growing SVG picture of a fixed width; its height is set when it is finished."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.root = ElementTree.Element("svg")

    def shape(self, tag: str, paint: str, **attributes: float | str) -> None:
        """Add a rect, line, polyline or polygon; an underscore in a name stands for a hyphen."""
        element = ElementTree.SubElement(self.root, tag, {"class": f"chart__{paint}", **PAINTS[paint]})
        for name, value in attributes.items():
            element.set(name.replace("_", "-"), value if isinstance(value, str) else f"{value:.6g}")

    def rect(self, paint: str, left: float, top: float, width: float, height: float) -> None:
        """Add a rectangle; one without width is left out."""
        if width > 0:
            self.shape("rect", paint, x=left, y=top, width=width, height=height)

    def text(
        self,
        words: str,
        x: float,
        y: float,
        *,
        paint: str = "ink",
        anchor: str = "start",
        size: float = SIZE,
        bold: bool = False,
        figure: Figure | None = None,
    ) -> None:
        """Write one line with its baseline at y; anchor is start, middle or end. Defaults are left out.

        A line that says a figure carries it.
        """
        told: dict[str, float | str] = {"text_anchor": anchor} if anchor != "start" else {}
        if size != SIZE:
            told["font_size"] = size
        if bold:
            told["font_weight"] = "700"
        self.shape("text", paint, x=x, y=y, **told)
        self.root[-1].text = _NOT_XML.sub("", words)
        if figure:
            self.root[-1].attrib.update(attributes(figure))

    def finish(self, key: str, title: str, description: str, height: float) -> SafeString:
        """Close the picture with its accessible name and description and return it as markup."""
        attributes = {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "chart img-fluid",
            "role": "img",
            "aria-labelledby": f"{key}-title {key}-desc",
            "viewBox": f"0 0 {self.width} {height:.6g}",
            "width": str(self.width),
            "height": f"{height:.6g}",
            "font-family": f"{PORTAL.family},sans-serif",
            "font-size": f"{SIZE:.6g}",
        }
        self.root.attrib.update(attributes)
        for place, (tag, words) in enumerate((("title", title), ("desc", description))):
            element = ElementTree.Element(tag, {"id": f"{key}-{tag}"})
            element.text = _NOT_XML.sub("", words)
            self.root.insert(place, element)
        return mark_safe(ElementTree.tostring(self.root, encoding="unicode"))


P = ParamSpec("P")


def drawn_once(draw: Callable[P, Chart]) -> Callable[P, Chart]:
    """Lets a function that draws a chart from its arguments alone remember its newest drawings; lists become tuples."""
    remembered = lru_cache(maxsize=64)(draw)

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Chart:
        fixed = {name: tuple(value) if isinstance(value, list) else value for name, value in kwargs.items()}
        return remembered(*args, **fixed)

    return drawn


def chart(
    draw: Callable[[Drawing], float],
    *,
    key: str,
    title: str,
    description: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
) -> Chart:
    """Draw at both widths and gather the result; draw fills a drawing and returns its height.

    key names the chart inside its page (letters, digits, hyphens; ValueError otherwise), since ids must differ.
    """
    if not re.fullmatch(r"[a-z][a-z0-9-]*", key):
        raise ValueError(f"Chart key must be a lower-case slug: {key!r}")
    pictures = []
    for width, name in ((WIDE, key), (NARROW, f"{key}-narrow")):
        drawing = Drawing(width)
        height = draw(drawing)
        pictures.append(drawing.finish(name, title, description, height))
    wide, narrow = pictures
    return Chart(title, description, wide, narrow, tuple(columns), tuple(tuple(row) for row in rows))


def points_of(places: Iterable[tuple[float, float]]) -> str:
    """Write places as the points attribute of a polyline or polygon."""
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


@lru_cache(maxsize=8192)
def text_width(words: str, size: float = SIZE) -> float:
    """Estimate how wide a text is, generously, for any common sans-serif font."""
    units = sum(0.42 if letter in _NARROW_LETTERS else 0.86 if letter in _WIDE_LETTERS else 0.64 for letter in words)
    return units * size


def wrap(words: str, width: float, lines: int = 2) -> list[str]:
    """Break a text into at most so many lines of the width; what does not fit ends in an ellipsis."""
    result = [""]
    for word in words.split():
        joined = f"{result[-1]} {word}".strip()
        if not result[-1] or text_width(joined) <= width:
            result[-1] = joined
        else:
            result.append(word)
    shown = [_shorten(line, width, cut=False) for line in result[:lines]]
    return [*shown[:-1], _shorten(result[lines - 1], width, cut=True)] if len(result) > lines else shown


def _shorten(line: str, width: float, *, cut: bool) -> str:
    """Drop letters until the line fits; mark it with an ellipsis when letters went or the text was cut after it."""
    while line and text_width(line + "…" * cut) > width:
        line, cut = line[:-1].rstrip(), True
    return line + "…" * cut


def fitting(line: str, width: float, size: float) -> str:
    """Cut a line of text of this size to the width; what was cut is marked with an ellipsis."""
    return _shorten(line, width * SIZE / size, cut=False)


def free_place(candidates: Sequence[Box], words: Sequence[Box], lines: Sequence[Box]) -> Box:
    """Return the first candidate that touches neither words nor lines, else no words, else the first of all."""
    for taken in ([*words, *lines], words):
        for left, top, right, bottom in candidates:
            if all(right <= a or left >= c or bottom <= b or top >= d for a, b, c, d in taken):
                return left, top, right, bottom
    return candidates[0]


def named(value: int, figure: Figure | None) -> Cell:
    """The cell of a chart's table that says a number, under the name of its figure if it has one."""
    return marked(figure.name, value, year=figure.year, subject=figure.subject) if figure else value


def nice_step(top: float, steps: int = 5) -> int:
    """Return a round whole step (1, 2 or 5 times a power of ten) that divides 0…top into at most so many parts."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if factor * power * steps >= top:
                return factor * power
        power *= 10


def legend(
    drawing: Drawing, items: Sequence[tuple[str, str]], top: float, figures: Mapping[str, Figure] | None = None
) -> float:
    """Write pairs of paint and words in as many lines as they need; return the height below the last line.

    `figures` are those that the words say, by paint.
    """
    left, line = 0.0, 0
    for paint, words in items:
        width = 34 + text_width(words) + 14
        if left and left + width > drawing.width:
            left, line = 0.0, line + 1
        y = top + line * (LINE + 3)
        if PAINTS[paint]["fill"] == "none":
            drawing.shape("line", paint, x1=left + 1, x2=left + 27, y1=y + 9, y2=y + 9)
        else:
            drawing.rect(paint, left + 1, y + 3, 26, 12)
        drawing.text(words, left + 34, y + 13.5, figure=(figures or {}).get(paint))
        left += width
    return top + (line + 1) * (LINE + 3)
