"""What changed between two texts, word by word, as spans and as safe HTML with <ins> and <del>."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

Op = Literal["equal", "insert", "delete"]

_TOKEN = re.compile(r"\n|[^\S\n]+|[^\s]+")
_BREAKS = re.compile(r"(\n+)")


class Span(NamedTuple):
    """A run of text that both versions share ("equal"), or only the new ("insert") or the old ("delete") one has."""

    op: Op
    text: str


def diff_words(old: str, new: str) -> list[Span]:
    """Return the spans that lead from `old` to `new`, in reading order; a deletion stands before its replacement.

    The texts of all but the inserted spans join to `old`, those of all but the deleted ones to `new`. Neighbouring
    spans never have the same op, and no span is empty.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    head = _shared_length(before, after)
    tail = _shared_length(before[head:][::-1], after[head:][::-1])
    middle = _diff_tokens(before[head : len(before) - tail], after[head : len(after) - tail])
    pieces = [
        Span("equal", "".join(after[:head])),
        *middle,
        Span("equal", "".join(after[len(after) - tail :])),
    ]
    return [piece for piece in pieces if piece.text]


def has_changes(spans: Iterable[Span]) -> bool:
    """Return whether any span is an insertion or a deletion."""
    return any(span.op != "equal" for span in spans)


def render_diff(spans: Iterable[Span]) -> SafeString:
    """Return the spans as paragraphs of HTML, every text escaped, changes inside <ins> and <del>.

    One line break becomes <br>, an empty line starts a new paragraph. No mark crosses a paragraph, and a line break
    that was itself added or removed shows as a marked ¶.
    """
    paragraphs: list[list[SafeString]] = [[]]
    for op, text in spans:
        for piece in _BREAKS.split(text):
            if not piece.startswith("\n"):
                paragraphs[-1].append(_mark(op, piece))
                continue
            if op != "equal":
                paragraphs[-1].append(_mark(op, "¶"))
            if len(piece) > 1:
                paragraphs.append([])
            else:
                paragraphs[-1].append(mark_safe("<br>"))
    filled = [(mark_safe("".join(parts)),) for parts in paragraphs if "".join(parts)]
    return format_html_join("\n", "<p>{}</p>", filled)


def _mark(op: Op, text: str) -> SafeString:
    if not text:
        return SafeString("")
    if op == "insert":
        return format_html("<ins>{}</ins>", text)
    if op == "delete":
        return format_html("<del>{}</del>", text)
    return format_html("{}", text)


def _shared_length(left: list[str], right: list[str]) -> int:
    length = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        length += 1
    return length


def _diff_tokens(before: list[str], after: list[str]) -> Iterator[Span]:
    # Blanks never anchor a match; and difflib's own rule for words that fill more than 1 % of a long text stays on:
    # it keeps the work bounded when somebody pastes one word a thousand times.
    matcher = SequenceMatcher(str.isspace, before, after)
    for op, low, high, start, end in matcher.get_opcodes():
        if op == "equal":
            yield Span("equal", "".join(before[low:high]))
        else:
            yield Span("delete", "".join(before[low:high]))
            yield Span("insert", "".join(after[start:end]))
