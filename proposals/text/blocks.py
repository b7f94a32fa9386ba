r"""What a text of several lines holds, read from its plain marks: paragraphs, lists with levels and small tables; pure.

The marks are those that people type and that pasting leaves: "- " or a number ("1.", "b)", "(3)") opens an item of a
list, two blanks before it are one level; lines one below the other with as many cells parted by " | " are a table whose
first row is its heading. All else is a paragraph: one line with a "|", one numbered line alone. A line that is set in
below an item goes on with it. Nothing is stored but the plain lines, and no sign of them is lost: the lines of all
blocks in their order are the text.

The pieces of a line say which version has them (see `diffing`), so that two versions at once are read by the same rule.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest
from typing import Final

from proposals.text.diffing import Op, Span
from proposals.text.marks import ItemMark, cells_of, is_indented, is_rule, mark_of

FEWEST_ROWS: Final = 2


@dataclass(frozen=True)
class TextLine:
    """One line: its pieces without the break, and which version has the break behind it; no break ends the last one.

    `after` is what the next line is, if it is one thing.
    """

    pieces: tuple[Span, ...]
    ending: Op | None = None
    after: Op | None = None

    def side(self, without: Op) -> str:
        """The line as one of the versions has it."""
        return "".join(piece.text for piece in self.pieces if piece.op != without)

    @cached_property
    def new(self) -> str:
        """The line in the new version."""
        return self.side("delete")

    @cached_property
    def old(self) -> str:
        """The line in the old version."""
        return self.side("insert")

    @cached_property
    def only(self) -> Op | None:
        """What all of the line is, if it is one thing."""
        return _one(self.pieces)

    @property
    def breaks(self) -> Op | None:
        """Which version alone has the break, unless a whole line came or went with it."""
        return None if self.ending in {"equal", self.only, self.after} else self.ending

    @cached_property
    def is_empty(self) -> bool:
        """Whether no version says anything in it."""
        return not any(piece.text.strip() for piece in self.pieces)

    @cached_property
    def mark(self) -> ItemMark | None:
        """The mark of an item: that of the new version, or of the old one where only it has one."""
        return mark_of(self.new) or mark_of(self.old)

    def parted(self) -> tuple[list[Span], list[Span], list[Span]]:
        """The pieces before the sign of its mark, those of the sign with what it replaced, and the words."""
        mark = self.mark or ItemMark(0, 0, 0, ordered=False)
        away: Op = "delete" if mark_of(self.new) else "insert"
        parts: tuple[list[Span], list[Span], list[Span]] = ([], [], [])
        at = 0
        for op, text in self.pieces:
            if op == away:
                is_indent = at <= mark.begins and not text.strip()
                parts[0 if is_indent else 1 if at < mark.ends else 2].append(Span(op, text))
                continue
            for part, (low, high) in enumerate(
                ((0, mark.begins), (mark.begins, mark.ends), (mark.ends, at + len(text)))
            ):
                if piece := text[max(low - at, 0) : max(high - at, 0)]:
                    parts[part].append(Span(op, piece))
            at += len(text)
        return parts

    @cached_property
    def width(self) -> int:
        """How many cells it has as a row of a table, 0 for a line that is no row."""
        return max(len(cells_of(self.new)), len(cells_of(self.old)))

    @property
    def is_rule(self) -> bool:
        """Whether it only rules a table off."""
        return self.only is not None and is_rule(self.new or self.old)

    @property
    def is_indented(self) -> bool:
        """Whether it is set in, and so goes on with the item above."""
        return is_indented(self.new or self.old)


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty lines between two blocks."""

    lines: Sequence[TextLine]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of running text."""

    lines: Sequence[TextLine]


@dataclass(frozen=True, slots=True)
class TextTable:
    """Rows of as many cells; the first is the heading."""

    lines: Sequence[TextLine]

    @property
    def width(self) -> int:
        """How many cells its rows have."""
        return max(line.width for line in self.lines)


@dataclass(slots=True)
class ListItem:
    """One item: its mark, the line that has it and those that go on with it, then the deeper lists below it."""

    mark: ItemMark
    own: list[TextLine]
    inner: list["ListBlock"] = field(default_factory=list)

    @property
    def lines(self) -> list[TextLine]:
        """All lines, in their order."""
        return self.own + [line for block in self.inner for line in block.lines]


@dataclass(slots=True)
class ListBlock:
    """Items of one level, with numbers as they are written or with bullets."""

    ordered: bool
    items: list[ListItem] = field(default_factory=list)

    @property
    def lines(self) -> list[TextLine]:
        """All lines, in their order."""
        return [line for item in self.items for line in item.lines]


Block = Gap | Paragraph | TextTable | ListBlock


def read_blocks(spans: Iterable[Span]) -> list[Block]:
    """The blocks of a text, or of two versions of it whose spans `diffing.diff_words` tells apart."""
    return [block for run in _runs(_lines(spans)) for block in run]


def _lines(spans: Iterable[Span]) -> list[TextLine]:
    found: list[tuple[list[Span], Op | None]] = [([], None)]
    for op, text in spans:
        first, *rest = text.split("\n")
        if first:
            found[-1][0].append(Span(op, first))
        for piece in rest:
            found[-1] = (found[-1][0], op)
            found.append(([Span(op, piece)] if piece else [], None))
    if not found[-1][0]:
        found.pop()
    after = [_one(pieces) for pieces, _ in found[1:]]
    return [TextLine(tuple(pieces), ending, then) for (pieces, ending), then in zip_longest(found, after)]


def _one(pieces: Iterable[Span]) -> Op | None:
    ops = {piece.op for piece in pieces}
    return ops.pop() if len(ops) == 1 else None


def _runs(lines: Sequence[TextLine]) -> Iterator[Sequence[Block]]:
    at = 0
    while at < len(lines):
        start, end = at, _end_of_table(lines, at)
        if end > start:
            at = end
            yield [TextTable(lines[start:at])]
        elif lines[at].is_empty:
            while at < len(lines) and lines[at].is_empty:
                at += 1
            yield [Gap(lines[start:at])]
        elif lines[at].mark:
            items = list(_items(lines, at))
            at += sum(len(item.own) for item in items)
            yield [_alone(block) for block in _nested(items)]
        else:
            at += 1
            while at < len(lines) and not _opens(lines, at):
                at += 1
            yield [Paragraph(lines[start:at])]


def _opens(lines: Sequence[TextLine], at: int) -> bool:
    """Whether something else than running text begins here."""
    return lines[at].is_empty or lines[at].mark is not None or _end_of_table(lines, at) > at


def _end_of_table(lines: Sequence[TextLine], at: int) -> int:
    """Where the table ends that begins here; `at` where none does. Only rows that changed may have other cells."""
    end, width = at, 0
    while end < len(lines) and lines[end].width:
        if lines[end].only == "equal":
            if width and lines[end].width != width:
                break
            width = lines[end].width
        end += 1
    return end if end - at >= FEWEST_ROWS else at


def _items(lines: Sequence[TextLine], at: int) -> Iterator[ListItem]:
    """The items from here on, each with what goes on with it; empty lines between two items part no list."""
    while at < len(lines) and (mark := lines[at].mark) and _end_of_table(lines, at) == at:
        start = at
        at += 1
        while at < len(lines) and lines[at].is_indented and not _opens(lines, at):
            at += 1
        after = at
        while after < len(lines) and lines[after].is_empty:
            after += 1
        if after < len(lines) and lines[after].mark and _end_of_table(lines, after) == after:
            at = after
        yield ListItem(mark, list(lines[start:at]))


def _nested(items: Sequence[ListItem]) -> list[ListBlock]:
    found: list[ListBlock] = []
    at = 0
    while at < len(items):
        item, mark = items[at], items[at].mark
        end = at + 1
        while end < len(items) and items[end].mark.level > mark.level:
            end += 1
        item.inner = _nested(items[at + 1 : end])
        if not found or found[-1].ordered != mark.ordered:
            found.append(ListBlock(mark.ordered))
        found[-1].items.append(item)
        at = end
    return found


def _alone(block: ListBlock) -> Block:
    """A list, or the paragraph that one numbered line alone is."""
    is_alone = block.ordered and len(block.items) == 1 and not block.items[0].inner
    return Paragraph(block.lines) if is_alone else block
