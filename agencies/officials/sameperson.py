"""Whether a change of a name corrects how one person is written, or makes the record another person's."""

from difflib import get_close_matches
from typing import Final

from foundation.text.keys import fold

ALIKE: Final = 0.7
"""How alike two words must be to be one word, of which one was mistyped (the ratio of difflib)."""


def may_be_one(before: str, after: str) -> bool:
    """Whether both names may be one person's: every word of the shorter one is, but for a slip, in the longer one."""
    shorter, longer = sorted((fold(before).split(), fold(after).split()), key=len)
    return all(get_close_matches(word, longer, cutoff=ALIKE) for word in shorter)
