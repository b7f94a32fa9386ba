"""The words of the demo: section texts composed from sentence patterns, and what reviewers write."""

import random
from pathlib import Path
from typing import Final, Literal, Self, get_args

from pydantic import model_validator

from foundation.fixtures.reading import read_yaml
from foundation.fixtures.schema import Schema, Text, fault, unknown
from inovasi.demo.guard import MARK
from inovasi.demo.making.ideas import Idea

FILE: Final = "demo_texts.yaml"
Patterns = tuple[Text, ...]
Occasion = Literal["return", "withdraw", "reject", "reopen", "recuse", "extension"]
RemarkKind = Literal["section", "column", "file", "whole"]
Tone = Literal["low", "middle", "high"]


class TextPlace(Schema):
    """One place of a text: sentences to choose from, the same for every kind of innovation or some for each."""

    any: Patterns = ()
    digital: Patterns = ()
    service: Patterns = ()
    school: Patterns = ()

    @model_validator(mode="after")
    def _for_every_kind(self) -> Self:
        own = [bool(patterns) for patterns in (self.digital, self.service, self.school)]
        if not ((all(own) and not self.any) or (self.any and not any(own))):
            raise fault("isi any saja, atau digital, service, dan school bersama-sama.")
        return self

    def patterns(self, kind: str) -> Patterns:
        """The sentences for one kind of innovation."""
        return self.any or {"digital": self.digital, "service": self.service, "school": self.school}[kind]


class DemoRemarks(Schema):
    """What is remarked on one kind of place, what the agency answers, and what a mended text says then."""

    texts: Patterns
    answer: Text
    mended: str = ""

    @model_validator(mode="after")
    def _something_to_say(self) -> Self:
        if not self.texts:
            raise fault("isi paling sedikit satu catatan.", "texts")
        return self

    def said(self, place: int) -> str:
        """One of the texts, in turn."""
        return self.texts[place % len(self.texts)]


class DemoWords(Schema):
    """The whole content of demo_texts.yaml."""

    brands: Patterns
    general_section: Text
    sections: dict[str, tuple[TextPlace, ...]]
    notes: dict[Occasion, Patterns]
    remarks: dict[RemarkKind, DemoRemarks]
    justifications: dict[Tone | Literal["unknown"], Patterns]
    comments: dict[Tone, Patterns]

    @model_validator(mode="after")
    def _nothing_left_out(self) -> Self:
        for name, found, needed in (
            ("notes", self.notes, get_args(Occasion)),
            ("remarks", self.remarks, get_args(RemarkKind)),
            ("justifications", self.justifications, (*get_args(Tone), "unknown")),
            ("comments", self.comments, get_args(Tone)),
        ):
            if missing := [key for key in needed if key not in found]:
                raise fault(f"tambahkan: {', '.join(missing)}.", name)
        if self.general_section not in self.sections:
            raise fault(unknown(self.general_section, self.sections), "general_section")
        return self


def read_words(folder: Path) -> DemoWords:
    """Reads demo_texts.yaml. Raises FixtureError where it is wrong."""
    return read_yaml(folder / FILE, DemoWords)


def write_section(rng: random.Random, words: DemoWords, key: str, idea: Idea) -> str:
    """The text of one section about `idea`, marked as an example; a section without patterns of its own gets others."""
    places = words.sections.get(key, words.sections[words.general_section])
    chosen = [rng.choice(place.patterns(idea.kind)) for place in places]
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
    is_list = any(sentence[:2] in {"1.", "- "} for sentence in filled)
    separator = "\n" if is_list else " "
    return f"{separator.join(_sentence(each) for each in filled)} {MARK}"


def _sentence(text: str) -> str:
    """Starts with a capital even where a placeholder stood first."""
    return text[:1].upper() + text[1:]


def level_of(position: float) -> Tone:
    """Which words fit a position between the lowest (0) and the highest level (1)."""
    return "low" if position < 0.25 else "high" if position > 0.85 else "middle"
