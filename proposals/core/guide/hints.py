"""What makes a text of a proposal strong by words and figures that can be looked for, as the guide's data say; pure.

A rule knows no more than whether words and figures are there; whether they are true or enough is for people to say.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Self

from pydantic import Field, TypeAdapter, model_validator

from foundation.fixtures.schema import Schema, Text, Whole, fault
from foundation.text.keys import fold
from proposals.text.words import ORDINAL

MOST: Final = 3
"""Lines beside one text; more are not read."""
_FIGURE: Final = re.compile(r"\d+(?:[.,]\d+)*")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_ORDINAL: Final = re.compile(rf"^\s*[-*•]?\s*{ORDINAL}(?=\s|$)", re.MULTILINE)
_GAP: Final = re.compile(r"[\W_]+")


class Hint(Schema):
    """One rule: of each group of `signs` the text has at least one word, and in all `figures` amounts beside years.

    A sign is a word or some ("warga", "sumber data"), also with "-nya"; one with "*" is a beginning ("dibanding*").
    Where `asked_when` is given, the rule counts only for a text with one of those words; with `or_table` a whole row of
    the table beside the text does as well. `source` says where assessors
    ask for it.
    """

    title: Text
    example: Text
    source: Text
    signs: tuple[Annotated[tuple[Text, ...], Field(min_length=1)], ...] = ()
    figures: Whole = 0
    asked_when: tuple[Text, ...] = ()
    or_table: bool = False

    @model_validator(mode="after")
    def _looks_for_something(self) -> Self:
        if not self.signs and not self.figures:
            raise fault("tulis tanda (signs) atau banyaknya angka (figures) yang dicari.", "signs")
        return self


HINTS: Final = TypeAdapter(tuple[Hint, ...])


@dataclass(frozen=True, slots=True)
class Coached:
    """One line beside a text: what makes it strong, whether the portal found it, and an example of what to add."""

    title: str
    example: str
    there: bool


@dataclass(frozen=True, slots=True)
class Coach:
    """All lines beside the text of the section `key`."""

    key: str
    rows: tuple[Coached, ...]

    @property
    def there(self) -> int:
        """How many of them the portal found."""
        return sum(row.there for row in self.rows)


def coached(hints: Iterable[Hint], text: str, *, tabled: bool = False) -> tuple[Coached, ...]:
    """The lines beside a text, at most `MOST`, in the order of the guide; an empty text has found nothing.

    `tabled`: the table beside it has a whole row.
    """
    words = f" {bare_words(text)} "
    asked = [hint for hint in hints if not hint.asked_when or _has(words, hint.asked_when)]
    there = [(hint.or_table and tabled) or _is_there(hint, words, text) for hint in asked[:MOST]]
    return tuple(Coached(hint.title, hint.example, found) for hint, found in zip(asked, there, strict=False))


def _is_there(hint: Hint, words: str, text: str) -> bool:
    return all(_has(words, group) for group in hint.signs) and figures_in(text) >= hint.figures


def _has(words: str, signs: Sequence[str]) -> bool:
    for sign in signs:
        plain = bare_words(sign)
        endings = ("",) if sign.endswith("*") else (" ", "nya ")
        if any(f" {plain}{ending}" in words for ending in endings):
            return True
    return False


def bare_words(text: str) -> str:
    """A text in small letters with one blank in place of whatever parts its words."""
    return _GAP.sub(" ", fold(text)).strip()


def figures_in(text: str) -> int:
    """How many different figures a text holds; years and the numbers of a list are none."""
    found = _FIGURE.findall(_ORDINAL.sub("", text))
    return len({figure for figure in found if not _YEAR.fullmatch(figure)})
