"""Texts as safe HTML, one or two versions at once: paragraphs, lists and tables, every word escaped, changes marked.

There is no other way from the words of a section to a page or a paper.
"""

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from proposals.text.blocks import Block, Gap, ListBlock, ListItem, TextLine, TextTable, read_blocks
from proposals.text.diffing import Op, Span, diff_words
from proposals.text.marks import cells_of, mark_of

NARROW: Final = 3
"""A table with more columns moves sideways in its own frame on a phone."""
_NOTHING: Final = SafeString("")
_BREAK: Final = SafeString("<br>")


def render_text(text: str) -> SafeString:
    """Return a stored text as HTML, every word escaped."""
    return render_diff([Span("equal", text)])


def render_diff(spans: Iterable[Span]) -> SafeString:
    """Return the spans as HTML, every text escaped, changes inside <ins> and <del>.

    No mark crosses a line, an item or a cell. A line break that was itself added or removed shows as a marked ¶, and a
    level of a list as a marked ⇥, but where a whole item or row came or went.
    """
    return _all(_rendered(read_blocks(spans)), "\n")


def _rendered(blocks: Sequence[Block]) -> Iterator[SafeString]:
    before: Op | None = "equal"
    for block in blocks:
        if isinstance(block, Gap):
            changed = next((line.ending for line in block.lines if line.ending not in {None, "equal"}), None)
            if before == "equal" and changed:
                yield format_html("<p>{}</p>", _mark(Span(changed, "¶")))
        elif isinstance(block, ListBlock):
            yield _list(block)
        elif isinstance(block, TextTable):
            yield _table(block)
        else:
            yield format_html("<p>{}</p>", _lines(block.lines))
        before = block.lines[-1].ending


def _all(parts: Iterable[SafeString], between: str = "") -> SafeString:
    return format_html_join(between, "{}", ((part,) for part in parts))


def _list(block: ListBlock) -> SafeString:
    shown = _all(map(_item, block.items))
    # Numbers are words of the text, so that they read, copy and print as they were written.
    return format_html('<ol class="numbered" role="list">{}</ol>' if block.ordered else "<ul>{}</ul>", shown)


def _item(item: ListItem) -> SafeString:
    lines = [line for line in item.own if not line.is_empty]
    shown = [_all([_opening(lines[0]), _item_break(lines[0])])]
    shown += [_all([*map(_mark, line.pieces), _item_break(line)]) for line in lines[1:]]
    return format_html("<li>{}{}</li>", _joined(shown), _all(map(_list, item.inner)))


def _item_break(line: TextLine) -> SafeString:
    return _mark(Span(line.breaks, "¶")) if line.breaks else _NOTHING


def _opening(line: TextLine) -> SafeString:
    """The first line of an item: its number, or its bullet where that came or went, then its words."""
    mark = line.mark
    indent, sign, words = line.parted()
    moved = [Span(piece.op, "⇥") for piece in indent if piece.op != "equal" and line.only is None]
    is_same = line.only is not None or all(piece.op == "equal" for piece in sign)
    if sign:
        sign[-1] = Span(sign[-1].op, sign[-1].text.rstrip())
    signed = _all(map(_mark, sign))
    said = _all(map(_mark, [*moved, *words]))
    if mark and mark.ordered and all(mark_of(f"{piece.text.strip()} x") for piece in sign if piece.text.strip()):
        return format_html("<span>{}</span> {}", signed, said)
    return said if is_same else format_html("{} {}", signed, said)


def _table(block: TextTable) -> SafeString:
    width = block.width
    head, *rows = (line for place, line in enumerate(block.lines) if place != 1 or not line.is_rule)
    heading = ((format_html('<th scope="col">{}</th>' if cell else "<td>{}</td>", cell),) for cell in _row(head, width))
    body = [_all(format_html("<td>{}</td>", cell) for cell in _row(row, width)) for row in rows]
    table = format_html(
        '<table class="table grid"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>',
        format_html_join("", "{}", heading),
        format_html_join("", "<tr>{}</tr>", ((row,) for row in body)),
    )
    if width <= NARROW:
        return table
    return format_html(
        '<div class="table-wide" tabindex="0" role="group" aria-label="Tabel, {} kolom">{}</div>', width, table
    )


def _row(line: TextLine, width: int) -> list[SafeString]:
    """The cells of a row, as many as its table has; each with its own differences."""
    new, old = cells_of(line.new), cells_of(line.old)
    if line.only:
        shown = [_mark(Span(line.only, cell)) for cell in new or old]
    else:
        pairs = _paired(old or [line.old], new or [line.new])
        shown = [_all(map(_mark, diff_words(before, after))) for before, after in pairs]
    return [*shown, *[_NOTHING] * (width - len(shown))]


def _paired(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    """The cells of two versions of a row beside each other, a column that came or went beside nothing."""
    pairs: list[tuple[str, str]] = []
    for _, low, high, start, end in SequenceMatcher(None, old, new).get_opcodes():
        pairs += zip_longest(old[low:high], new[start:end], fillvalue="")
    return pairs if len(pairs) <= max(len(old), len(new)) else list(zip_longest(old, new, fillvalue=""))


def _lines(lines: Sequence[TextLine]) -> SafeString:
    """Lines of running text below each other."""
    return _joined([_all([*map(_mark, line.pieces), _break(line)]) for line in lines])


def _joined(shown: Iterable[SafeString]) -> SafeString:
    return format_html_join(_BREAK, "{}", ((part,) for part in shown if part))


def _break(line: TextLine) -> SafeString:
    return _NOTHING if line.ending in {None, "equal"} else _mark(Span(line.ending, "¶"))


def _mark(piece: Span) -> SafeString:
    op, text = piece
    if not text:
        return _NOTHING
    if op == "insert":
        return format_html("<ins>{}</ins>", text)
    if op == "delete":
        return format_html("<del>{}</del>", text)
    return format_html("{}", text)
