"""The levels of a criterion, as they are stored with it."""

from typing import Any, Final

from pydantic import TypeAdapter

from foundation.fixtures.schema import Schema, Text


class RubricLevel(Schema):
    """One level of the scale and what it means."""

    value: int
    description: Text


_LEVELS: Final = TypeAdapter(tuple[RubricLevel, ...])


def scale_of(stored: Any) -> tuple[RubricLevel, ...]:
    """The levels of a stored criterion, the lowest first."""
    return tuple(sorted(_LEVELS.validate_python(stored), key=lambda level: level.value))
