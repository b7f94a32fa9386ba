"""The signs that Word draws before the items of its lists, which stand nowhere in their text; it knows no proposal."""

import re
from collections.abc import Callable
from typing import Any, Final

from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

DEEPEST: Final = 4
_BULLET: Final = ("bullet", "", 1)
_PLACE: Final = re.compile(r"%([1-9])")
# "List Bullet 2" is the second level, though its list has one only.
_LEVEL_NAME: Final = re.compile(r" ([2-5])$")
_ROMAN: Final = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26)


def _roman(number: int) -> str:
    sign = ""
    for value, letters in _ROMAN:
        sign += letters * (number // value)
        number %= value
    return sign


_WRITTEN: Final[dict[str, Callable[[int], str]]] = {
    "decimal": str,
    "decimalZero": str,
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}


class ListSigns:
    """Counts the lists of one document, paragraph by paragraph in their order."""

    def __init__(self, document: Any) -> None:
        self._levels = _levels_of(document)
        self._counts: dict[str, dict[int, int]] = {}

    def before(self, paragraph: Paragraph) -> str:
        """What stands before a paragraph: blanks for its level and "-" or its number; "-" for one of no list."""
        found = _place_of(paragraph)
        if found is None:
            return "-"
        number, level = found
        formats = self._levels.get(number, {})
        kind, text, start = formats.get(level, formats.get(0, _BULLET))
        counts = self._counts.setdefault(number, {})
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        indent = "  " * min(level, DEEPEST)
        if kind not in _WRITTEN:
            return f"{indent}-"

        def counted(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            shape, _, first = formats.get(at, ("decimal", "", 1))
            return _WRITTEN.get(shape, str)(counts.get(at, first))

        sign = _PLACE.sub(counted, text).strip()
        return f"{indent}{sign if re.search(r'[.)]$', sign) else f'{sign}.'}" if sign else f"{indent}-"


def _place_of(paragraph: Paragraph) -> tuple[str, int] | None:
    """The list of a paragraph and its level there, as it says itself or as its style says."""
    style: Any = paragraph.style
    own: list[Any] = [paragraph._p.pPr, style._element.pPr if style is not None else None]
    for properties in own:
        if properties is None or properties.numPr is None or properties.numPr.numId is None:
            continue
        level = properties.numPr.ilvl.val if properties.numPr.ilvl is not None else 0
        named = _LEVEL_NAME.search(str(style.name)) if style is not None else None
        return str(properties.numPr.numId.val), level or (int(named[1]) - 1 if named else 0)
    return None


def _levels_of(document: Any) -> dict[str, dict[int, tuple[str, str, int]]]:
    """By list and level: how it counts, the words around the number, and where it begins."""
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    abstract = {
        one.get(qn("w:abstractNumId")): dict(map(_level, one.findall(qn("w:lvl"))))
        for one in root.findall(qn("w:abstractNum"))
    }
    found = {}
    for one in root.findall(qn("w:num")):
        refers = one.find(qn("w:abstractNumId"))
        if refers is not None:
            found[one.get(qn("w:numId"))] = abstract.get(refers.get(qn("w:val")), {})
    return found


def _level(level: Any) -> tuple[int, tuple[str, str, int]]:
    def said(name: str, default: str) -> str:
        found = level.find(qn(f"w:{name}"))
        return default if found is None else found.get(qn("w:val"), default)

    start = said("start", "1")
    return int(level.get(qn("w:ilvl"))), (
        said("numFmt", "bullet"),
        said("lvlText", ""),
        int(start) if start.isdigit() else 1,
    )
