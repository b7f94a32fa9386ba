"""The letters of fixtures/letters.yaml: their wording with {names} to fill in."""

from functools import cache
from pathlib import Path
from typing import Annotated, Final, Self

from django.conf import settings
from pydantic import Field, field_validator, model_validator

from foundation.fixtures.reading import read_yaml
from foundation.fixtures.schema import Schema, Text, Whole, check_unique, fault, names_only
from proposals.core.guide.profile import QUESTIONS

NAMES: Final = (*QUESTIONS, "number", "agency", "official_agency", "period", "year", "office", "city")
"""What a letter may name in {braces}: the questions of the profile, the agency, the period and the office."""


Wording = Annotated[str, Field(min_length=1), names_only(*NAMES)]
"""A text with {names} that the portal knows how to fill in."""


class LetterBlock(Schema):
    """One part of a letter: a paragraph, lines of label and value, the signer's lines, or so many rows for a team."""

    text: Wording | None = None
    facts: dict[str, Wording] = {}
    signer: bool = False
    team: Whole = 0

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if [bool(self.text), bool(self.facts), self.signer, bool(self.team)].count(True) != 1:
            raise fault("isi tepat satu dari text, facts, signer, atau team.")
        return self


class LetterHeading(Schema):
    """Subject, enclosures and addressee of an ordinary letter."""

    subject: Wording
    attached: str
    to: Wording


class LetterWording(Schema):
    """One letter; without a heading it is a statement."""

    key: Text
    title: Text
    letter: LetterHeading | None = None
    blocks: Annotated[tuple[LetterBlock, ...], Field(min_length=1)]


class LetterFile(Schema):
    """The whole content of letters.yaml."""

    letters: tuple[LetterWording, ...]

    @field_validator("letters")
    @classmethod
    def _each_key_once(cls, letters: tuple[LetterWording, ...]) -> tuple[LetterWording, ...]:
        check_unique(letters, "key")
        return letters


def read_letters(folder: Path) -> LetterFile:
    """The content of letters.yaml in `folder`. Raises FixtureError where it is wrong."""
    return read_yaml(folder / "letters.yaml", LetterFile)


@cache
def letter_file() -> LetterFile:
    """The portal's letters, read once."""
    return read_letters(settings.FIXTURE_DIR)
