"""What a revision brought along, counted: the parts and words of its texts, and its files under their kinds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from foundation.text.rounding import grouped
from proposals.core.guide.models import FormGuide
from proposals.core.history.record import Revision
from proposals.text.words import count_words


@dataclass(frozen=True, slots=True)
class Received:
    """How many parts were written with how many words in all, and the files as (kind, name)."""

    parts: int
    words: int
    files: list[tuple[str, str]]

    @property
    def summary(self) -> str:
        """All of it in a line: "profil, 9 bagian dengan 1.184 kata, dan 3 berkas"."""
        return f"profil, {self.parts} bagian dengan {grouped(self.words)} kata, dan {len(self.files)} berkas"


def received(revision: Revision, guide: FormGuide) -> Received:
    """What was sent as this revision, files in the order of the form; one query."""
    texts: Mapping[str, str] = revision.content["texts"]
    counts = [amount for amount in map(count_words, texts.values()) if amount]
    return Received(len(counts), sum(counts), _files(revision.content["files"], guide))


def _files(entries: list[list[Any]], guide: FormGuide) -> list[tuple[str, str]]:
    labels = dict(guide.attachment_kinds.order_by("order").values_list("key", "label"))
    order = {key: place for place, key in enumerate(labels)}
    ranked = sorted(entries, key=lambda entry: (order.get(entry[0], len(order)), entry[1]))
    return [(labels.get(kind, kind), name) for kind, name, *_ in ranked]
