"""The fields of the ministry's form in folded groups, in the form's own order, with how far each is copied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from competitions.iga.entry.fields import EntryField
from competitions.iga.entry.models import EntryTick

# The first field of each group; whatever follows it in the form belongs to it, until the next group begins.
BEGINS: Final = {
    "position": "Identitas inovasi",
    "asta_cita": "Program dan urusan",
    "latitude": "Tempat dan waktu",
    "design": "Rancang bangun, tujuan, manfaat, hasil",
    "budget": "Anggaran dan lampiran",
}


@dataclass(frozen=True, slots=True)
class EntryGroup:
    """Fields that stand together, each with what this officer copied of it; `is_open` where the next one to copy is."""

    title: str
    lines: list[tuple[EntryField, EntryTick | None]] = field(default_factory=list)
    is_open: bool = False

    @property
    def to_copy(self) -> int:
        return sum(bool(one.value) for one, _ in self.lines)

    @property
    def copied(self) -> int:
        return sum(is_copied(one, tick) for one, tick in self.lines)


def is_copied(one: EntryField, tick: EntryTick | None) -> bool:
    """Whether this officer has copied the field as it reads now."""
    return bool(one.value) and tick is not None and tick.mark == one.mark


def next_to_copy(fields: Sequence[EntryField], ticks: Mapping[str, EntryTick]) -> str:
    """The key of the first field that is still to be copied; empty when none is."""
    return next((one.key for one in fields if one.value and not is_copied(one, ticks.get(one.key))), "")


def grouped_fields(fields: Sequence[EntryField], ticks: Mapping[str, EntryTick]) -> list[EntryGroup]:
    """The fields in their groups; the one with the next field to copy is open."""
    following = next_to_copy(fields, ticks)
    runs: list[tuple[str, list[EntryField]]] = []
    for one in fields:
        if one.key in BEGINS or not runs:
            runs.append((BEGINS.get(one.key, "Isian"), []))
        runs[-1][1].append(one)
    return [
        EntryGroup(title, [(one, ticks.get(one.key)) for one in run], any(one.key == following for one in run))
        for title, run in runs
    ]
