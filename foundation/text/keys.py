"""The forms in which texts are compared and put in order, in Python and, word for word alike, in the database.

`fold` makes "Kafé", "KAFE" and the same in decomposed letters one; `natural` puts "SD Negeri 2" before "SD Negeri 10".
PostgreSQL may come without ICU and without extensions, and its own lower() depends on how the database was made; hence
two SQL functions of our own that depend on nothing and never change their answer, so that columns and indexes may use
them.
"""

import re
import unicodedata
from functools import reduce
from operator import or_
from typing import Final

from django.db import models
from django.db.models import CharField, F, Func, Q, Transform
from django.db.models.expressions import Combinable, Value
from django.db.models.functions import Coalesce, NullIf

from foundation.text.plain import one_line

DIGITS: Final = 12
# Latin letters that Unicode does not take apart into a letter and an accent.
_WHOLE: Final = "ØøĐđŁłıÆæßŒœ"
_BASE: Final = "OoDdLliAasOo"
_TABLE: Final = str.maketrans(_WHOLE, _BASE)
_SMALL: Final = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
# Accents, the joiner and the selectors of emoji.
_MARKS: Final = r"[\u0300-\u036f\u200d\ufe00-\ufe0f]"
_SIGNS: Final = r"""[!-/:-@[-`{-~\u00a0-\u00bf\u2010-\u206f]+"""
_ASIDE: Final = re.compile(_MARKS)
_PARTING: Final = re.compile(f"(?: |{_SIGNS})+")


def fold(text: str) -> str:
    """`text` in small letters without accents and without what parts one way of writing a letter from another."""
    return _ASIDE.sub("", unicodedata.normalize("NFKD", text)).translate(_TABLE).translate(_SMALL)


def natural(text: str) -> str:
    """What `text` is put in order by: folded, signs as blanks, every number filled up to twelve digits."""
    words = _PARTING.sub(" ", fold(text)).strip(" ")
    filled = re.sub(r"([0-9]+)", "0" * DIGITS + r"\1", words)
    return re.sub(rf"0*([0-9]{{{DIGITS},}})", r"\1", filled)


def functions_sql() -> str:
    """The SQL that makes both functions; a new form of them needs another migration that writes every key anew."""
    # The second does not call the first, because a backup is brought back without a search path.
    plain = f"regexp_replace(normalize($1, NFKD), '{_MARKS}', '', 'g')"
    folded = f"""lower(translate({plain}, '{_WHOLE}', '{_BASE}') COLLATE "C")"""
    words = f"btrim(regexp_replace({folded}, '( |{_SIGNS})+', ' ', 'g'), ' ')"
    filled = rf"regexp_replace({words}, '([0-9]+)', '{'0' * DIGITS}\1', 'g')"
    natural = rf"regexp_replace({filled}, '0*([0-9]{{{DIGITS},}})', '\1', 'g')"
    returning = "(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS"
    return f"""
        CREATE OR REPLACE FUNCTION text_fold{returning} $$SELECT {folded}$$;
        CREATE OR REPLACE FUNCTION text_natural{returning} $$SELECT {natural}$$;
    """


class Fold(Transform):
    """`name__fold__contains=fold(words)`: a column as `fold` writes it."""

    lookup_name = "fold"
    function = "text_fold"
    output_field = models.TextField()


class Natural(Func):
    """A column as `natural` writes it; it orders the same on every server."""

    function = "text_natural"
    template = '(%(function)s(%(expressions)s) COLLATE "C")'
    output_field = models.TextField()


CharField.register_lookup(Fold)


def contains(words: str, *names: str) -> Q:
    """The rows of which one of the columns holds `words`, whatever their case, accents and blanks."""
    asked = fold(one_line(words))
    return reduce(or_, (Q(**{f"{name}__fold__contains": asked}) for name in names))


def ordered_by(*names: str) -> "models.GeneratedField":
    """A column that the database itself fills with the order of the first of `names` that is not empty."""
    *firsts, last = names
    words: Combinable = F(last)
    for name in reversed(firsts):
        words = Coalesce(NullIf(F(name), Value("")), words)
    return models.GeneratedField(
        expression=Natural(words), output_field=models.TextField(db_collation="C"), db_persist=True, editable=False
    )
