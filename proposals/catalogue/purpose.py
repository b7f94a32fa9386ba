"""What innovations are for, each in one sentence of its own words: on cards, above its page and where it is shared."""

import re
from collections.abc import Collection
from typing import Final

from django.utils.text import Truncator

from proposals.core.models import SectionText
from proposals.core.workflow import PUBLIC

# The part of the form that says it; a guide without it leaves the sentence away.
PART: Final = "tujuan"
LONGEST: Final = 150
_END: Final = re.compile(r"(?<=[.!?])\s")


def purposes(innovations: Collection[int]) -> dict[int, str]:
    """By key of the established innovation; those that say nothing are absent. One query."""
    written = SectionText.objects.filter(
        proposal__in=innovations, proposal__status__in=PUBLIC, section__key=PART
    ).exclude(text="")
    return {proposal: first_sentence(text) for proposal, text in written.values_list("proposal_id", "text")}


def first_sentence(text: str) -> str:
    """The first sentence of a text on one line; longer than `LONGEST` letters it ends after a word with an ellipsis."""
    sentence = _END.split(" ".join(text.split()), maxsplit=1)[0]
    if len(sentence) <= LONGEST:
        return sentence
    return f"{Truncator(sentence).chars(LONGEST, truncate='').rsplit(' ', 1)[0].rstrip(',;:')}…"
