"""How the search box reads a question, and what counts as a word in the texts it looks through.

A word is a run of letters and digits: signs part words on both sides, so that "dan/atau" is found by "atau" and
"Covid-19" by "19". Each word of a question must occur in a proposal, by its Indonesian stem or by its beginning.
"""

import string
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any, Final

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Func, TextField, Value

from foundation.text.keys import Fold, fold
from foundation.text.plain import one_line
from proposals.core.moving.numbering import NumberError, parse_number

MOST_WORDS: Final = 8
# Without the sign of percent, which PostgreSQL parts words at by itself.
SIGNS: Final = string.punctuation.replace("%", "") + "–—…‘’“”•"
# One of them, as PostgreSQL looks for it. Its translate() takes four times as long, which every save would wait for.
SIGN: Final = "[" + "".join(rf"\{sign}" if sign in r"[]\^-" else sign for sign in SIGNS) + "]"
DIGITS_OF_NUMBER: Final = 4


class _Lexemes(SearchQuery):
    """A question whose words are compared as they stand, without a dictionary."""

    template = "(%(expressions)s)::tsquery"


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a question, or the full number of a proposal."""

    text: str
    is_number: bool = False

    def occurs_in(self, *names: str | None) -> bool:
        """Whether one of the names contains the word."""
        return any(self.text in fold(name) for name in names if name)


def terms(words: str) -> list[Term]:
    """The words of a question in small letters without accents; of a very long question the first words count."""
    found: list[Term] = []
    for piece in one_line(words).split():
        try:
            found.append(Term(str(parse_number(piece)).lower(), is_number=True))
        except NumberError:
            plain = "".join(sign if sign.isalnum() else " " for sign in fold(piece))
            found += [Term(word) for word in plain.split()]
    return found[:MOST_WORDS]


def query(asked: Iterable[tuple[Term, Collection[int]]]) -> SearchQuery:
    """The question in the database's language: each word, or one of the agencies (by key) that go by it."""
    parts = [_part(term, agencies) for term, agencies in asked]
    whole: SearchQuery = reduce(and_, parts)
    return whole


def _part(term: Term, agencies: Collection[int]) -> Any:
    if term.is_number:
        return _Lexemes(f"'{term.text}'")
    exact = [agency_lexeme(key) for key in sorted(agencies)]
    if term.text.isdecimal() and len(term.text) < DIGITS_OF_NUMBER:
        exact.append(term.text.zfill(DIGITS_OF_NUMBER))
    part = SearchQuery(f"'{term.text}':*", config="indonesian", search_type="raw")
    part |= SearchQuery(f"'{term.text}':*", config="simple", search_type="raw")
    if exact:
        part |= _Lexemes(" | ".join(f"'{lexeme}'" for lexeme in exact))
    return part


def agency_lexeme(key: Any) -> str:
    """What stands for an agency in the words of its proposals, so that a renamed agency changes none of them.

    No question can ask for it, because the words of a question hold no signs.
    """
    return f"#{key}"


def vector(field: str) -> Any:
    """The words of a text field as PostgreSQL keeps them: stemmed, and as they stand for questions by beginning.

    Accents and letter case do not count, so that "kafe" finds "Kafé".
    """
    parts = Fold(field), Value(SIGN), Value(" "), Value("g")
    plain = Func(*parts, function="regexp_replace", output_field=TextField())
    return SearchVector(plain, config="indonesian") + SearchVector(plain, config="simple")


def vector_sql(column: str) -> str:
    """The same for a trigger, as SQL."""
    sign = SIGN.replace("'", "''")
    plain = f"regexp_replace(text_fold({column}), '{sign}', ' ', 'g')"
    return f"to_tsvector('indonesian', {plain}) || to_tsvector('simple', {plain})"
