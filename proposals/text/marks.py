"""The plain marks in one line: what opens an item of a list, and what parts the cells of a row; pure."""

import re
from typing import Final, NamedTuple

from proposals.text import words

DEEPEST: Final = 4
FEWEST_CELLS: Final = 2
_BULLET: Final = r"[-*\u00b7\u2010-\u2013\u2022\u2023\u2043\u2219\u25a0-\u25ff]"
_ITEM: Final = re.compile(rf"(?P<indent>[ \t]*)(?P<mark>{_BULLET}|(?P<number>{words.ORDINAL}))[ \t]+(?=\S)")
# Blanks part cells, so that "dan|atau" is a word; a row framed as in Markdown needs none.
_PART: Final = re.compile(r"(?:(?<=[ \t])|^)\|(?=[ \t]|$)")
_INDENTED: Final = re.compile(r"(?: {2}|\t)[ \t]*\S")
_RULE: Final = re.compile(r":?-{2,}:?|:-+:?|-+:")


class ItemMark(NamedTuple):
    """What opens an item: how deep it is, where its sign begins and its words do, and whether it is a number."""

    level: int
    begins: int
    ends: int
    ordered: bool


def mark_of(line: str) -> ItemMark | None:
    """The mark with which `line` opens an item of a list, if it does."""
    found = _ITEM.match(line)
    if found is None:
        return None
    level = min(len(found["indent"].replace("\t", "  ")) // 2, DEEPEST)
    return ItemMark(level, found.start("mark"), found.end(), found["number"] is not None)


def cells_of(line: str) -> list[str]:
    """The cells of a row of a table, without the blanks around them; none for a line that is no row."""
    body = line.strip(" \t")
    if len(body) > 1 and body[0] == body[-1] == "|":
        body = body[1:-1]
        cells = _PART.split(body) if _PART.search(body) else body.split("|")
    else:
        cells = _PART.split(body)
    mark = mark_of(line)
    return [] if len(cells) < FEWEST_CELLS or (mark and not mark.ordered) else [cell.strip(" \t") for cell in cells]


def is_rule(line: str) -> bool:
    """Whether a row only rules a table off, as in Markdown."""
    cells = cells_of(line)
    return bool(cells) and all(map(_RULE.fullmatch, cells))


def is_indented(line: str) -> bool:
    """Whether a line is set in, and so goes on with the item above."""
    return bool(_INDENTED.match(line))
