"""What of the record a section of a KIPP form may start from (`sources` of the form), as it was last sent."""

import hashlib
from dataclasses import dataclass

from competitions.core.kipprules import KippSection
from proposals.core.guide.profile import QUESTIONS, in_words
from proposals.sent.shown import Shown

NOTHING = ""


@dataclass(frozen=True, slots=True)
class SectionSource:
    """The parts of the record of one section: their names, and what they say together."""

    names: tuple[str, ...] = ()
    text: str = ""

    @property
    def named(self) -> str:
        """Where the text comes from, in words."""
        return f"Dari usulan: {', '.join(self.names)}" if self.names else NOTHING

    @property
    def digest(self) -> str:
        """A mark of what the record says, empty where the section has no source."""
        return hashlib.sha256(self.text.encode()).hexdigest() if self.names else NOTHING

    def moved_since(self, digest: str) -> bool:
        """Whether the record says something else than it did under this mark."""
        return bool(digest) and bool(self.names) and digest != self.digest


def source_of(section: KippSection, shown: Shown) -> SectionSource:
    """The source of a section in what was sent; keys that the form guide of the year doesn't know are passed over."""
    guide = shown.head.period.guide
    written = {part.key: (part.title, text.text if text else "") for step in shown.steps for part, text in step.written}
    parts = []
    for key in section.sources:
        if key in written:
            parts.append(written[key])
        elif key in guide.fields:
            heading, answer = (
                guide.heading(key),
                in_words(key, {f.column: shown.said[f.column] for f in QUESTIONS[key]}, guide),
            )
            parts.append((heading, f"{heading}: {answer}" if answer else ""))
    return SectionSource(tuple(name for name, _ in parts), "\n\n".join(text for _, text in parts if text))
