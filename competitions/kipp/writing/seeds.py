"""What of the record a section of a KIPP form may start from (`sources` of the form), as it was last sent."""

import hashlib
from dataclasses import dataclass
from typing import Final

from competitions.replication.counting import counted, replications_of
from competitions.replication.models import Replication
from competitions.rules.kipprules import KippSection
from proposals.core.guide.profile import QUESTIONS, in_words
from proposals.sent.shown import Shown

NOTHING = ""
REGISTER: Final = "replications"
"""The key in `sources` that stands for the register of replications, not for a part of the record."""


@dataclass(frozen=True, slots=True)
class SectionSource:
    """The parts of the record of one section: their names, and what they say together, and the register with them."""

    names: tuple[str, ...] = ()
    text: str = ""
    with_register: bool = False

    @property
    def named(self) -> str:
        """Where the text comes from, in words."""
        record = f"Dari usulan: {', '.join(self.names)}" if self.names else ""
        register = "Dari register replikasi" if self.with_register else ""
        return ". ".join(part for part in (record, register) if part)

    @property
    def is_known(self) -> bool:
        """Whether the section has a source at all."""
        return bool(self.names) or self.with_register

    @property
    def digest(self) -> str:
        """A mark of what the record says, empty where the section has no source."""
        return hashlib.sha256(self.text.encode()).hexdigest() if self.is_known else NOTHING

    def moved_since(self, digest: str) -> bool:
        """Whether the record says something else than it did under this mark."""
        return bool(digest) and self.is_known and digest != self.digest


def source_of(section: KippSection, shown: Shown) -> SectionSource:
    """The source of a section in what was sent; keys that the form guide of the year doesn't know are passed over.

    A query more where the register of replications is among the sources.
    """
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
    with_register = REGISTER in section.sources
    told = [*(text for _, text in parts), _copied(shown.head.pk) if with_register else ""]
    return SectionSource(
        tuple(name for name, _ in parts), "\n\n".join(text for text in told if text), with_register=with_register
    )


def _copied(proposal: int) -> str:
    """Who copied the innovation as a list, without contacts; empty where nobody is in the register."""
    copies = replications_of([proposal])[proposal]
    lines = [f"- {one.who} ({Replication.Who(one.kind).label.lower()}, {one.year})" for one in copies]
    return "\n".join([f"Sudah ditiru oleh {counted(copies).words}:", *lines]) if copies else ""
