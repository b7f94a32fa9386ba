"""Pictures among the words of a proposal: which stand below which text, numbered, and as a paper takes them in."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from foundation.text.keys import natural
from proposals.core.attachments import Attachment
from proposals.core.guide.models import Section
from proposals.evidence import previews

MOST_IN_TEXT: Final = 3
MOST_IN_ALL: Final = 8
"""Pictures below one text and in one proposal: a reviewer still reads words, and a paper stays light to send."""

# By key of the kind and SHA-256: the key of the section below which a picture stands, and its caption.
Placed = Mapping[tuple[str, str], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it stands below a text: its number within the proposal, its caption and its file."""

    number: int
    caption: str
    file: Attachment

    def __str__(self) -> str:
        return f"Gambar {self.number}: {self.caption}"

    @property
    def inline(self) -> str:
        """The picture as a paper takes it in, a JPEG of bounded size; empty for one that cannot be drawn."""
        data = previews.preview_of(self.file, previews.LARGE) if self.file.is_shown else b""
        return f"data:image/jpeg;base64,{base64.b64encode(data).decode()}" if data else ""


def placed_now(files: Iterable[Attachment]) -> Placed:
    """Where these files stand as they are stored; each with its `kind` and `section`."""
    return {(file.kind.key, file.sha256): (file.section.key, file.caption) for file in files if file.section}


def placed_in(entries: Iterable[Sequence[str]]) -> Placed:
    """Where the files stood, as a revision names its pictures."""
    return {(kind, digest): (section, caption) for section, kind, digest, caption in entries}


def put_below(steps: Iterable[Section], files: Iterable[Attachment], placed: Placed) -> list[Section]:
    """The steps with each text's `pictures`, numbered as they are read; no query.

    One that is infected or not judged yet is left out, and keeps its number.
    """
    below: dict[str, list[tuple[str, Attachment]]] = {}
    for file in sorted(files, key=lambda file: (file.kind.order, natural(file.name), file.sha256)):
        section, caption = placed.get((file.kind.key, file.sha256), ("", ""))
        below.setdefault(section, []).append((caption, file))
    found, number = list(steps), 0
    for step in found:
        for part, _ in step.written:
            standing = below.get(part.key, [])
            numbered = [Picture(number + place, *each) for place, each in enumerate(standing, start=1)]
            part.pictures = [picture for picture in numbered if picture.file.is_shown]
            number += len(standing)
    return found
