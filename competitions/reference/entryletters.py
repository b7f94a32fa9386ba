"""The papers of fixtures/entry_letters.yaml: their wording with {names} of an entry and of its proposal to fill in."""

from functools import cache
from pathlib import Path
from typing import Annotated, Final

from django.conf import settings
from pydantic import Field

from foundation.fixtures.reading import read_yaml
from foundation.fixtures.schema import names_only
from proposals.papers.letterfile import NAMES, LetterBlock, LetterFile, LetterWording, letter_file

OF_ENTRY: Final = (
    "head", "programme", "group", "category", "innovator_name", "innovator_nip", "origin_innovation",
    "origin_institution",
)  # fmt: skip
"""What a paper of an entry may name in {braces} besides what a letter of a proposal may."""

EntryWording = Annotated[str, Field(min_length=1), names_only(*NAMES, *OF_ENTRY)]
"""A text with {names} that the portal knows how to fill in for an entry."""


class EntryLetterBlock(LetterBlock):
    """One part of a paper, as in a letter of a proposal."""

    text: EntryWording | None = None
    facts: dict[str, EntryWording] = {}


class EntryLetterWording(LetterWording):
    """One paper of an entry; never an ordinary letter."""

    title: EntryWording
    letter: None = None
    blocks: Annotated[tuple[EntryLetterBlock, ...], Field(min_length=1)]


class EntryLetterFile(LetterFile):
    """The whole content of entry_letters.yaml."""

    letters: tuple[EntryLetterWording, ...]


def read_entry_letters(folder: Path) -> EntryLetterFile:
    """The content of entry_letters.yaml in `folder`. Raises FixtureError where it is wrong."""
    return read_yaml(folder / "entry_letters.yaml", EntryLetterFile)


@cache
def entry_wordings() -> dict[str, LetterWording]:
    """By key every paper that the portal can fill in for an entry, read once; statements of proposals among them."""
    statements = {letter.key: letter for letter in letter_file().letters if letter.letter is None}
    own = {letter.key: letter for letter in read_entry_letters(settings.FIXTURE_DIR).letters}
    return statements | own
