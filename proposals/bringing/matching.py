"""Which line of a document belongs to which part of the guide: headings, names of fields and what follows them; pure.

Numbering ("A.", "1.2", "BAB II"), case, accents and signs don't count, and a name may be written slightly otherwise.
"""

import difflib
import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple

from foundation.text.keys import fold
from proposals.text.marks import cells_of


class LineKind(StrEnum):
    """What a line is in its document; a wrapped one ends where the page's margin ended it."""

    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    PAIR = "pair"
    WRAPPED = "wrapped"


class ReadLine(NamedTuple):
    """One line, or one row of a table with two columns: the first is `text`, the second `value`.

    `row` is a row of a table with all its cells; `sign` stands before an item, set in by its level.
    """

    kind: LineKind
    text: str
    value: str = ""
    row: str = ""
    sign: str = ""


class Target(NamedTuple):
    """A part of the guide: a text, a field, or a heading (`head`) that only parts others; with its known names.

    `answers`: what may follow the name of a field without a colon, NUMBER for whatever begins with digits; WORDS for
    any words, which counts outside the texts, as a table of a PDF has them, and for names of two words or more.
    """

    kind: str
    key: str
    names: Sequence[str]
    answers: Sequence[str] = ()


NUMBER: Final = "#"
WORDS: Final = "*"
LONGEST_NAME: Final = 90
LONGEST_ANSWER: Final = 60
LIKENESS: Final = 0.87
MOST_TRIED: Final = 800
"""So many lines are compared with names that are only alike; each costs some milliseconds."""
OPENING: Final = "Sebelum judul yang dikenal"
_BAB: Final = re.compile(r"(?:bab|bagian)\s+(?:[ivxlc]+|\d+|[a-z])\b[\s.:)\-–]*", re.IGNORECASE)
_DIGITS: Final = re.compile(r"(?:rp\.?\s*)?[-+]?\d", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\(?(?:\d{1,2}(?:\.\d{1,2})*[.)]?\s|(?:\d{1,2}|[ivxlc]{1,5}|[a-z])[.)])\s*", re.IGNORECASE)
_LEADERS: Final = re.compile(r"(?:\.{3,}|…|\t)\s*\d{1,3}$")
_SIGNS: Final = re.compile(r"[\W_]+")
ITEM: Final = re.compile(r"(?:[-•*–▪●○➢✓]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s", re.IGNORECASE)
_ENDS: Final = (".", ":", ";", "?", "!")


def bare(text: str) -> str:
    """A heading or name as it is compared: without its numbering, folded, signs as single blanks."""
    text = _BAB.sub("", text.strip(), count=1) or text
    for _ in range(2):
        text = _NUMBER.sub("", text, count=1) if _NUMBER.match(text) else text
    return _SIGNS.sub(" ", fold(text)).strip()


class _Names:
    """The known names of all targets, and which target a line names."""

    def __init__(self, targets: Iterable[Target]) -> None:
        self.known: dict[str, Target] = {}
        for target in targets:
            for name in target.names:
                self.known.setdefault(bare(name), target)
        self.tried = 0

    def named(self, text: str) -> Target | None:
        name = bare(text)
        if name in self.known or not 6 <= len(name) <= LONGEST_NAME:
            return self.known.get(name)
        self.tried += 1
        if self.tried > MOST_TRIED:
            return None
        close = difflib.get_close_matches(name, self.known, n=1, cutoff=LIKENESS)
        return self.known[close[0]] if close else None

    def beginning(self, text: str, *, in_text: bool) -> tuple[Target, str] | None:
        """The field whose name begins this line, and its answer that follows without a colon."""
        words = text.split()
        for length in range(min(len(words) - 1, 8), 0, -1):
            found, value = self.known.get(bare(" ".join(words[:length]))), " ".join(words[length:])
            if found is None:
                continue
            if len(value) <= LONGEST_ANSWER and _answers(found, value):
                return found, value
            if WORDS in found.answers and length > 1 and not in_text:
                return found, value
        return None


def _answers(target: Target, value: str) -> bool:
    return (NUMBER in target.answers and bool(_DIGITS.match(value))) or bare(value) in map(bare, target.answers)


class _Sorter:
    """Goes through the lines of a document and keeps what belongs where."""

    def __init__(self, targets: Iterable[Target]) -> None:
        self.names = _Names(targets)
        self.texts: dict[str, list[ReadLine]] = {}
        self.fields: dict[str, str] = {}
        self.rest: list[tuple[str, list[ReadLine]]] = [(OPENING, [])]
        self.at: Target | None = None

    def take(self, line: ReadLine) -> None:
        if _LEADERS.search(line.text):
            return
        if line.kind is LineKind.PAIR:
            self._take_pair(line)
        elif not self._takes_name(line):
            self._add(line)

    def _take_pair(self, line: ReadLine) -> None:
        found = self.names.named(line.text)
        if found is None or found.kind == "head":
            self._add(ReadLine(LineKind.TEXT, f"{line.text}: {line.value}", row=line.row))
        else:
            self._give(found, line.value, line)

    def _takes_name(self, line: ReadLine) -> bool:
        """Whether the line is a heading, or begins with the name of a part and a value."""
        name, colon, value = line.text.partition(":")
        if not (colon and value.strip()):
            return self._takes_heading(line)
        if len(name) <= LONGEST_NAME and (found := self._by_name(name)):
            self._give(found, value.strip(), line)
            return True
        return False

    def _by_name(self, name: str) -> Target | None:
        """A field by its name or one alike; a text only by its very name, for prose has colons too."""
        found = self.names.known.get(bare(name)) or self.names.named(name)
        if found and found.kind == "text" and bare(name) not in self.names.known:
            return None
        return None if found and found.kind == "head" else found

    def _takes_heading(self, line: ReadLine) -> bool:
        text = line.text.removesuffix(":")
        if len(text) <= LONGEST_NAME and (line.kind is LineKind.HEADING or not text.endswith(_ENDS)):
            if found := self.names.named(text):
                self._start(found, text)
                return True
            if begun := self.names.beginning(text, in_text=self.at is not None):
                self._give(begun[0], begun[1], line)
                return True
        if line.kind is LineKind.HEADING:
            self.at = None
            self.rest.append((text, [ReadLine(LineKind.TEXT, text)]))
            return True
        return False

    def _start(self, found: Target, text: str) -> None:
        self.at = found
        if found.kind == "head":
            self.at = None
            self.rest.append((text, []))

    def _give(self, found: Target, value: str, line: ReadLine) -> None:
        if found.kind == "field":
            if self.fields.setdefault(found.key, value) != value:
                self.rest[-1][1].append(line._replace(kind=LineKind.TEXT, text=f"{line.text} {line.value}".strip()))
            self.at = None
            return
        self.at = found
        kind = LineKind.WRAPPED if line.kind is LineKind.WRAPPED else LineKind.TEXT
        self._add(ReadLine(kind, value))

    def _add(self, line: ReadLine) -> None:
        if self.at is None:
            self.rest[-1][1].append(line)
        elif self.at.kind == "text":
            self.texts.setdefault(self.at.key, []).append(line)
        else:
            # The answer stands on the line below the name of its field.
            found, self.at = self.at, None
            self._give(found, line.text, line)


def sorted_out(lines: Iterable[ReadLine], targets: Iterable[Target]) -> dict[str, Any]:
    """The parts of a document: `texts` by key of the section, `fields` by key of the question, and the `rest`.

    The rest is all that could be given to no part, as pairs of the heading above it and its text; no word is lost.
    """
    sorter = _Sorter(targets)
    for line in lines:
        sorter.take(line)
    return {
        "texts": {key: as_text(found) for key, found in sorter.texts.items()},
        "fields": sorter.fields,
        "rest": [[title, text] for title, found in sorter.rest if (text := as_text(found))],
    }


def as_text(lines: Sequence[ReadLine]) -> str:
    """Lines as paragraphs, items and rows; a line that only the margin of a page ended goes on with the next.

    Rows that stand below each other with as many cells stay a table, others are read as their words.
    """
    wide = [len(cells_of(line.row)) for line in lines]
    widest = max((len(line.text) for line in lines if line.kind is LineKind.WRAPPED), default=0)
    found: list[str] = []
    before = ""
    for place, line in enumerate(lines):
        text = f"{line.sign or '-'} {line.text}" if line.kind is LineKind.ITEM else line.text
        if wide[place] and wide[place] in {*wide[max(place - 1, 0) : place], *wide[place + 1 : place + 2]}:
            text = line.row
        goes_on = line.kind is LineKind.WRAPPED and len(before) > 0.7 * widest and not before.endswith(_ENDS)
        goes_on |= line.kind is LineKind.WRAPPED and len(before) > 0.87 * widest
        if found and goes_on and not ITEM.match(text):
            found[-1] = f"{found[-1]} {text}"
        else:
            found.append(text)
        before = line.text if line.kind is LineKind.WRAPPED else ""
    return "\n".join(found).strip()
