"""Reading tables that offices send: on which sheet the table stands, where its heading is, and its filled rows."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Any, Final, NamedTuple

from foundation.sheets.cells import Missing, alike, line
from foundation.sheets.opening import Line, OpenSheet, opened

# The column in which a file came back with what is wrong; it stands alone, under no group of a heading.
REMARKS: Final = "Keterangan Portal"
# Most filled rows that a letterhead takes above the heading.
MOST_ABOVE: Final = 20
_NUMBERED: Final = re.compile(r"\(?(\d{1,3})(?:\.0)?\)?")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading over one or two rows: the title of each column, and the number of its last row."""

    number: int
    titles: list[str]


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A table as it was read: its heading, the filled rows below, and where it stood.

    `sheet` is empty for a CSV. `others` names further sheets that hold such a table and were not read.
    """

    heading: Heading
    rows: list[Line]
    sheet: str = ""
    others: list[str] = field(default_factory=list)


def read_table(data: bytes, name: str, *, titles: Collection[str], needed: str = "", most: int) -> SheetTable:
    """The one table of a file called `name`, whose columns are called `titles`; from bytes to rows, nothing else.

    Taken is the sheet whose heading has the column `needed` and most of the `titles`, the first of several; a
    letterhead above the heading, and a row below that only numbers the columns, are left out. Without any known title
    it is the first filled sheet from its first row on; what is missing is then told by who reads on.
    There is at most one row more than `most`. Raises Unreadable with a sentence for a file without a filled cell too.
    """
    known = {alike(title) for title in titles}
    found = []
    for sheet in opened(data, name):
        top = list(islice(_filled(sheet), MOST_ABOVE + 2))
        if top:
            heading = _heading(top, known)
            found.append(_Found(_score(heading.titles, known, needed), sheet.shown, len(top) > 1, sheet, heading))
    if not found:
        return SheetTable(Heading(1, []), [])
    best = max(found, key=lambda each: (each.score, each.shown, each.has_rows))
    rows = list(islice((row for row in _filled(best.sheet) if row[0] > best.heading.number), most + 2))
    if rows and _numbers_columns(rows[0][1]):
        rows = rows[1:]
    others = [each.sheet.name for each in found if each is not best and each.rivals(best)]
    return SheetTable(best.heading, rows[: most + 1], best.sheet.name, others)


class _Found(NamedTuple):
    """A sheet that may hold the table: whether the needed title and how many others stand in its heading."""

    score: tuple[bool, int]
    shown: bool
    has_rows: bool
    sheet: OpenSheet
    heading: Heading

    def rivals(self, best: "_Found") -> bool:
        """Whether somebody may have meant this sheet as well."""
        return self.shown and self.has_rows and self.score[0] and 2 * self.score[1] > best.score[1]


def is_filled(cells: Sequence[Any]) -> bool:
    """Whether any cell of a row holds more than blanks."""
    return any(cell is not None and (isinstance(cell, Missing) or alike(cell)) for cell in cells)


def _filled(sheet: OpenSheet) -> Iterator[Line]:
    return (row for row in sheet.lines() if is_filled(row[1]))


def _score(titles: Sequence[str], known: Collection[str], needed: str) -> tuple[bool, int]:
    heads = {alike(title) for title in titles}
    return alike(needed) in heads, len(heads & set(known))


def _heading(top: list[Line], known: Collection[str]) -> Heading:
    """The row, or the two rows under each other, in which most known titles stand; one row where that is enough."""
    singles = [Heading(number, [line(cell) for cell in cells]) for number, cells in top[: MOST_ABOVE + 1]]
    doubles = [
        Heading(below[0], _joined(above[1], below[1], known))
        for above, below in pairwise(top)
        if below[0] == above[0] + 1
    ]
    return max([*singles, *doubles], key=lambda each: _score(each.titles, known, "")[1])


def _joined(above: Sequence[Any], below: Sequence[Any], known: Collection[str]) -> list[str]:
    """The titles of columns whose heading stands over two rows: a group above spans the columns to its right."""
    titles, group = [], ""
    for place in range(max(len(above), len(below))):
        upper = line(above[place]) if place < len(above) else ""
        lower = line(below[place]) if place < len(below) else ""
        group = upper or group
        whole = f"{group} {lower}" if lower else upper
        titles.append(lower if alike(lower) in {*known, alike(REMARKS)} else whole)
    return titles


def _numbers_columns(cells: Sequence[Any]) -> bool:
    """Whether a row only numbers the columns, 1, 2, 3 or (1), (2), (3), as official forms do below the heading."""
    texts = [text for cell in cells if (text := line(cell))]
    found = [_NUMBERED.fullmatch(text) for text in texts]
    return len(texts) > 2 and [int(each[1]) if each else 0 for each in found] == list(range(1, len(texts) + 1))
