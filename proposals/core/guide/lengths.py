"""How long the text of a section may be, in characters: words alone bound nothing, for a word may have any length."""

from typing import Final, Protocol

from foundation.text.rounding import grouped

PER_WORD: Final = 30
"""Characters for each word that is allowed; Indonesian needs about 7.5 with the blank, so drafts may run over."""
LEAST: Final = 5_000
MOST: Final = 20_000
"""Where the guide bounds no words; also what bounds a guide that allows very many."""

MOST_LINES: Final = 300
"""Lines of one section; each costs a paper as much time as a hundred words."""
TOO_MANY_LINES: Final = (
    f"Tulisan ini terlalu banyak barisnya untuk disimpan: paling banyak {MOST_LINES} baris. Gabungkan yang pendek."
)


class Bounded(Protocol):
    """A section, as far as its length goes."""

    max_words: int | None


def most_characters(section: Bounded) -> int:
    """How many characters of this section are stored at most, blanks and line breaks counted."""
    return min(max(section.max_words * PER_WORD, LEAST), MOST) if section.max_words else MOST


def refusal(section: Bounded, text: str) -> str:
    """Why a text of this section is not stored, in a sentence; empty when it is."""
    most = most_characters(section)
    if len(text) > most:
        return too_long(most)
    return TOO_MANY_LINES if text.count("\n") >= MOST_LINES else ""


def too_long(most: int) -> str:
    """The sentence for a text of more than `most` characters, which is not stored and stays with its writer."""
    told = f"paling banyak {grouped(most)} huruf, spasi dihitung"
    return f"Tulisan ini terlalu panjang untuk disimpan: {told}. Ringkas dahulu."
