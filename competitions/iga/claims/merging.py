"""Two tabs or two people on one claim: which of three versions a save keeps, field by field.

The three are the field as it was shown, as it was typed, and as it is stored by now, each as plain text. What only one
side changed is kept. Of things picked, what each side added or took away is done to what is stored. Only a field that
both sides changed, and differently, clashes, and then nothing of it is stored.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

PICKED: Final = frozenset({"picked", "items"})
"""Fields that hold several keys, separated by commas."""


@dataclass(frozen=True, slots=True)
class MergedClaim:
    """What a save stores, by field, and the fields that clash."""

    values: Mapping[str, str]
    clashes: tuple[str, ...]


def keys_in(text: str) -> set[str]:
    """The keys that a plain text joins."""
    return {key for key in text.split(",") if key}


def joined(keys: Iterable[object]) -> str:
    """Keys as one plain text, in the order of their numbers or letters."""
    return ",".join(sorted(map(str, keys), key=lambda key: (len(key), key) if key.isdecimal() else (0, key)))


def number_text(value: Decimal | None) -> str:
    """A number as a plain text, without zeros at its end."""
    return "" if value is None else format(value.normalize(), "f")


def merge_claim(*, shown: Mapping[str, str], typed: Mapping[str, str], stored: Mapping[str, str]) -> MergedClaim:
    """Of the fields in `typed`; what is `shown` of one that says nothing counts as what is stored."""
    values, clashes = {}, []
    for name, said in typed.items():
        base, now = shown.get(name, stored[name]), stored[name]
        if name in PICKED:
            before, wanted = keys_in(base), keys_in(said)
            values[name] = joined((keys_in(now) | (wanted - before)) - (before - wanted))
        elif said in (now, base):
            values[name] = now
        elif now == base:
            values[name] = said
        else:
            values[name] = now
            clashes.append(name)
    return MergedClaim(values, tuple(clashes))
