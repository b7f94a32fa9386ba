"""The fields of the ministry's form in folded groups, in the form's own order, with how far each is copied."""

from collections.abc import Mapping, Sequence
from typing import Final

from competitions.entering.copying import EntryField, EntryGroup, in_groups
from competitions.iga.entry.models import EntryTick

# The first field of each group; whatever follows it in the form belongs to it, until the next group begins.
BEGINS: Final = {
    "position": "Identitas inovasi",
    "asta_cita": "Program dan urusan",
    "latitude": "Tempat dan waktu",
    "design": "Rancang bangun, tujuan, manfaat, hasil",
    "budget": "Anggaran dan lampiran",
}


def grouped_fields(fields: Sequence[EntryField], ticks: Mapping[str, EntryTick]) -> list[EntryGroup]:
    """The fields in their groups; the one with the next field to copy is open."""
    runs: list[tuple[str, list[EntryField]]] = []
    for one in fields:
        if one.key in BEGINS or not runs:
            runs.append((BEGINS.get(one.key, "Isian"), []))
        runs[-1][1].append(one)
    return in_groups(runs, ticks)
