"""The changes of a scenario as they are stored: a checked list of what somebody would do otherwise."""

from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter

from foundation.fixtures.schema import Schema

MOST_CHANGES: Final = 60
Level = Annotated[int, Field(ge=0, le=3)]


class AddCandidate(Schema):
    """A candidate is sent, too, with what it claims."""

    kind: Literal["add"] = "add"
    proposal: int


class AddFictive(Schema):
    """Innovations that don't exist yet: so many, each of this maturity, in an affair or in none of basic service."""

    kind: Literal["fictive"] = "fictive"
    maturity: Annotated[Decimal, Field(ge=0, le=1000, max_digits=6, decimal_places=2)]
    count: Annotated[int, Field(ge=1, le=200)] = 1
    affair: int | None = None


class Drop(Schema):
    """An innovation of the set is left out."""

    kind: Literal["drop"] = "drop"
    proposal: int


class SetLevel(Schema):
    """An innovation reaches another level on an indicator."""

    kind: Literal["level"] = "level"
    proposal: int
    indicator: int
    level: Level


class SetCityLevel(Schema):
    """A row of the city's own part reaches another level."""

    kind: Literal["spd"] = "spd"
    row: str
    level: Level


class SwitchEdition(Schema):
    """The rules of another edition are applied."""

    kind: Literal["edition"] = "edition"
    year: int


ScenarioChange = Annotated[
    AddCandidate | AddFictive | Drop | SetLevel | SetCityLevel | SwitchEdition, Field(discriminator="kind")
]
AnyChange = AddCandidate | AddFictive | Drop | SetLevel | SetCityLevel | SwitchEdition
_LIST: Final[TypeAdapter[list[AnyChange]]] = TypeAdapter(list[ScenarioChange])


def read_changes(stored: object) -> list[AnyChange]:
    """The changes of a stored list. Raises pydantic.ValidationError for one that is none."""
    return _LIST.validate_python(stored)


def stored_changes(changes: list[AnyChange]) -> list[dict[str, object]]:
    """The same as plain values for the database."""
    found: list[dict[str, object]] = _LIST.dump_python(changes, mode="json")
    return found


def added(changes: list[AnyChange], new: AnyChange) -> list[AnyChange]:
    """The changes with a new one, which takes the place of one about the same thing; fictive ones gather."""
    if isinstance(new, AddFictive):
        return [*changes, new]
    return [*(old for old in changes if _about(old) != _about(new)), new]


def _about(change: AnyChange) -> tuple[object, ...]:
    match change:
        case AddCandidate() | Drop():
            return ("innovation", change.proposal)
        case SetLevel():
            return ("level", change.proposal, change.indicator)
        case SetCityLevel():
            return ("spd", change.row)
        case SwitchEdition():
            return ("edition",)
        case AddFictive():
            return ("fictive", id(change))
