"""What changed between two texts, word by word, as spans; pure."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Op = Literal["equal", "insert", "delete"]

_TOKEN = re.compile(r"\n|[^\S\n]+|[^\s]+")


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
        Span("equal", "".join(before[:head])),
        *middle,
        Span("equal", "".join(after[len(after) - tail :])),
    ]
    return _joined(_slid(_joined(pieces)))


def has_changes(spans: Iterable[Span]) -> bool:
    """Return whether any span is an insertion or a deletion."""
    return any(span.op != "equal" for span in spans)


def _shared_length(left: list[str], right: list[str]) -> int:
    length = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        length += 1
    return length


def _diff_tokens(before: list[str], after: list[str]) -> Iterator[Span]:
    # Blanks never anchor a match, nor what parts cells; and difflib's own rule for words that fill more than 1 % of a
    # long text stays on: it keeps the work bounded when somebody pastes one word a thousand times.
    matcher = SequenceMatcher(_is_between, before, after)
    for op, low, high, start, end in matcher.get_opcodes():
        if op == "equal":
            yield Span("equal", "".join(before[low:high]))
        else:
            yield from _line_by_line("".join(before[low:high]), "".join(after[start:end]))


def _is_between(sign: str) -> bool:
    return sign == "|" or sign.isspace()


def _line_by_line(old: str, new: str) -> Iterator[Span]:
    """Lines that replace as many lines, each after the one in whose place it stands."""
    gone, come = old.split("\n"), new.split("\n")
    pairs = min(len(gone), len(come)) - 1
    for one, other in zip(gone[:pairs], come[:pairs], strict=True):
        yield from (Span("delete", one), Span("insert", other), Span("equal", "\n"))
    yield from (Span("delete", "\n".join(gone[pairs:])), Span("insert", "\n".join(come[pairs:])))


def _joined(pieces: Iterable[Span]) -> list[Span]:
    """The pieces without empty ones, neighbours of one kind as one."""
    found: list[Span] = []
    for op, text in pieces:
        if text and found and found[-1].op == op:
            found[-1] = Span(op, found[-1].text + text)
        elif text:
            found.append(Span(op, text))
    return found


def _slid(spans: list[Span]) -> list[Span]:
    """The same with lines that came or went as whole lines, where the next line begins as they do."""
    for at in range(1, len(spans)):
        (before, op, after) = (spans[at - 1], spans[at].op, spans[at + 1] if at + 1 < len(spans) else Span("equal", ""))
        start = before.text[before.text.rfind("\n") + 1 :]
        text = spans[at].text
        if op != "equal" and start and (before.op, after.op) == ("equal", "equal") and text.endswith(f"\n{start}"):
            spans[at - 1] = Span("equal", before.text.removesuffix(start))
            spans[at] = Span(op, start + text.removesuffix(start))
            spans[at + 1 : at + 2] = [Span("equal", start + after.text)]
    return spans
