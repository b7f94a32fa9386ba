"""The words of the demo: section texts composed from sentence patterns, and what reviewers write."""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from foundation.fixtures.reading import Record, check_keys, read_yaml, section
from inovasi.demo.guard import MARK
from inovasi.demo.ideas import Idea

FILE: Final = "demo_texts.yaml"
GENERAL: Final = "hasil"
KINDS: Final = ("digital", "service", "school")


def read_words(folder: Path) -> Record:
    """Reads demo_texts.yaml. Raises FixtureError where it is wrong."""
    words = read_yaml(folder / FILE)
    check_keys(words, ("brands", "sections", "notes", "justifications", "comments"))
    for places in section(words, "sections").values():
        for place in places:
            check_keys(place, ("any",) if "any" in place else KINDS)
    return words


def write_section(rng: random.Random, words: Mapping[str, Any], key: str, idea: Idea) -> str:
    """The text of one section about `idea`, marked as an example; a section without patterns of its own gets others."""
    places: Sequence[Mapping[str, Sequence[str]]] = words["sections"].get(key, words["sections"][GENERAL])
    chosen = [rng.choice(place.get("any") or place[idea.kind]) for place in places]
    filled = [
        sentence.format(
            name=idea.title.removesuffix(f" {MARK}"),
            agency=idea.agency.short_name,
            users=idea.users,
            affair=idea.affair.name.lower(),
            description=idea.description,
        )
        for sentence in chosen
    ]
    numbered = any(sentence[:2] == "1." for sentence in filled)
    separator = "\n" if numbered else " "
    return f"{separator.join(_sentence(each) for each in filled)} {MARK}"


def _sentence(text: str) -> str:
    """Starts with a capital even where a placeholder stood first."""
    return text[:1].upper() + text[1:]


def level_of(position: float) -> str:
    """Which words fit a position between the lowest (0) and the highest level (1)."""
    return "low" if position < 0.25 else "high" if position > 0.85 else "middle"
