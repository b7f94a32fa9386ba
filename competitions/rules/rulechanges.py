"""What differs between two readings of an edition's rules, in words."""

from dataclasses import dataclass
from typing import Final

Told = dict[tuple[str, str], str]
"""Each line of the rules: where it stands and what it is, and how it reads."""
NOTHING: Final = "tidak ada"


@dataclass(frozen=True, slots=True)
class EditionChange:
    """One thing that reads otherwise: where it stands, what it is, how it read before and reads now."""

    place: str
    what: str
    before: str
    after: str


def told_changes(before: Told, after: Told) -> list[EditionChange]:
    """Every line that differs, in the order of the newer reading, what it no longer has at the end."""
    keys = [*after, *(key for key in before if key not in after)]
    pairs = ((key, before.get(key, NOTHING), after.get(key, NOTHING)) for key in keys)
    return [EditionChange(*key, then, now) for key, then, now in pairs if then != now]
