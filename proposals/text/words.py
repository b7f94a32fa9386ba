r"""The one rule by which words are counted, shared word for word with ``static/js/word-count.js``.

1. Control, zero-width, direction and private-use characters (``INVISIBLE``) are taken out; they never join or part
   words. (Private use is where the symbol fonts of Word keep their bullets.)
2. The text is cut into lines at every kind of line break (``BREAK``).
3. A list number at the start of a line (``MARKER``) is taken off and counts nothing: ``1.``, ``12)``, ``(3)``,
   ``1.2.``, ``a.``, ``(b)``, ``iv.``, each followed by a space or the end of the line, with or without a bullet before
   it. The letters that Word uses as bullets (``o``, ``v``, ``q``, ``Ø``, ``ü``) count nothing when they open a line
   before a tab.
4. The rest is cut at white space (``SPACE``), at the long dash (—) and at two or more hyphens in a row.
5. A piece counts one if it holds at least one letter or digit (``WORD``), otherwise nothing.

So these are one word each: ``anak-anak``, ``dan/atau``, ``1.250.000,50``, ``2024–2026``, ``Rp5.000``, ``100%``, a web
address, a mail address; and these are none: ``-``, ``•``, ``&``, ``...``, an emoji.
"""

import re
from typing import Final

INVISIBLE: Final = (
    r"[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c\u180e"
    r"\u200b-\u200f\u202a-\u202e\u2060-\u206f\ue000-\uf8ff\ufeff]"
)
BREAK: Final = r"[\n\r\u000b\u000c\u0085\u2028\u2029]"
SPACE: Final = r"[\t \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
BULLET: Final = r"[-*+\u00a7\u00b7\u2010-\u2015\u2022\u2023\u2043\u2219\u25a0-\u25ff\u2713\u2714\u2794-\u27bf]"
ORDINAL: Final = (
    r"(?:\(?[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}[.)]{1,2}|\(?[A-Za-z][.)]{1,2}|\(?(?:[ivx]{2,5}|[IVX]{2,5})[.)]{1,2})"
)
LETTER_BULLET: Final = r"[ovq\u00d8\u00fc]"
# The Mathematical Alphanumeric Symbols end the class: people paste "bold" letters from social media.
WORD: Final = (
    r"[0-9A-Za-z\u00aa\u00b5\u00ba\u00bc-\u00be\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0370-\u037d\u037f-\u0386"
    r"\u0388-\u1fee\u1ff0-\u1ffc\u2100-\u218f\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff\ufe70-\ufefe\uff10-\uff19"
    r"\uff21-\uff3a\uff41-\uff5a\uff66-\uffdc"
)
_ASTRAL: Final = r"\U0001d400-\U0001d7ff]"
MARKER: Final = rf"^(?:{SPACE}*{LETTER_BULLET}\t)?(?:{BULLET}|{SPACE})*(?:{ORDINAL}(?={SPACE}|$))?"
CUT: Final = rf"{SPACE}+|\u2014|--+"

_INVISIBLE = re.compile(INVISIBLE)
_BREAK = re.compile(BREAK)
_MARKER = re.compile(MARKER)
_CUT = re.compile(CUT)
_WORD = re.compile(WORD + _ASTRAL)


def count_words(text: str) -> int:
    """Return how many words `text` holds, by the rule at the top of this module."""
    lines = _BREAK.split(_INVISIBLE.sub("", text))
    return sum(_count_line(line) for line in lines)


def _count_line(line: str) -> int:
    rest = _MARKER.sub("", line, count=1)
    return sum(1 for piece in _CUT.split(rest) if _WORD.search(piece))


def first_words(text: str, most: int) -> str:
    """Return the beginning of `text` with at most `most` words, line by line, with an ellipsis where it was cut."""
    kept: list[str] = []
    for line in _BREAK.split(text):
        rest = most - count_words("\n".join(kept))
        if count_words(line) > rest:
            pieces = line.split(" ")
            while pieces and count_words(" ".join(pieces)) > rest:
                pieces.pop()
            return "\n".join([*kept, " ".join([*pieces, "…"])]).strip()
        kept.append(line)
    return text
