"""What a device sends, read strictly: anything that this portal's script would not send is refused as a whole."""

import json
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

MOST: Final = 100
LONGEST: Final = 10_000


class UnreadableParcel(ValueError):
    """It is not what the portal's own script sends."""


@dataclass(frozen=True, slots=True)
class SentAnswer:
    """One answer as a device wrote it: `base` is what the field held when the proposal was taken along."""

    key: UUID
    field: str
    value: str
    base: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """The answers to one assignment, and the mark of the person who wrote them."""

    owner: str
    assignment: int
    answers: list[SentAnswer]


def parcel(body: bytes) -> Parcel:
    """Reads the body of a request. Raises UnreadableParcel."""
    try:
        data = json.loads(body)
        found = [_written(each) for each in data["answers"]]
        sent = Parcel(_text(data["owner"]), int(data["assignment"]), found)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as problem:
        raise UnreadableParcel from problem
    keys = {each.key for each in found}
    if not 0 < len(keys) <= MOST or len(keys) < len(found) or not 0 < sent.assignment < 2**63:
        raise UnreadableParcel
    return sent


def _written(given: Any) -> SentAnswer:
    return SentAnswer(UUID(given["key"]), _text(given["field"])[:40], _text(given["value"]), _text(given["base"]))


def _text(given: Any) -> str:
    if not isinstance(given, str) or len(given) > LONGEST:
        raise UnreadableParcel
    return given
