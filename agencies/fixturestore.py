"""Writing reference data: a row that is new is added, one that exists is touched only when the caller asks for it."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models

from agencies.fixturefile import Record

Row = TypeVar("Row", bound=models.Model)


@dataclass(slots=True)
class Tally:
    """How many rows were added, changed, left as the portal has them although the file differs, and equal."""

    new: int = 0
    changed: int = 0
    left: int = 0
    same: int = 0


@dataclass(slots=True)
class Load:
    """One run of the reference load: whether existing rows follow the files, and what happened, by name of the list."""

    update: bool = False
    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))


def keep(
    load: Load,
    record: Record,
    model: type[Row],
    *,
    match: dict[str, Any],
    values: dict[str, Any],
    columns: dict[str, str] | None = None,
    frozen: bool = False,
) -> Row:
    """Returns the row found by `match`, made or brought to `values` as the rule of the load says.

    A new row is always added. An existing row that differs is changed only when `load.update` is set and the row is
    not `frozen` (in use, or of an old year); else it stays as the coordinator left it and is counted as left.
    `columns` says under which key of `record` a model field was read, for the FixtureError raised when the model
    refuses a value.
    """
    tally = load.tallies[str(model._meta.verbose_name)]
    row = model._default_manager.filter(**match).first()
    if row is None:
        row = model(**match, **values)
        _save(row, record, columns or {})
        tally.new += 1
    elif all(_holds(row, name, value) for name, value in values.items()):
        tally.same += 1
    elif load.update and not frozen:
        for name, value in values.items():
            setattr(row, name, value)
        _save(row, record, columns or {})
        tally.changed += 1
    else:
        tally.left += 1
    return row


def _holds(row: models.Model, name: str, value: Any) -> bool:
    """Whether the row has this value already; a relation is compared by key, without reading what it points to."""
    if isinstance(value, models.Model):
        return bool(getattr(row, f"{name}_id") == value.pk)
    return bool(getattr(row, name) == value)


def _save(row: models.Model, record: Record, columns: dict[str, str]) -> None:
    # Relations hold rows that were just read; constraints answer when the row is stored, without a query for each.
    relations = {field.name for field in row._meta.concrete_fields if field.is_relation}
    try:
        row.full_clean(exclude=relations, validate_unique=False, validate_constraints=False)
        row.save()
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise record.error(columns.get(name, name), " ".join(messages)) from error
    except IntegrityError as error:
        raise record.error("", _violated(row, error)) from error


def _violated(row: models.Model, error: IntegrityError) -> str:
    """The sentence of the constraint that the database refused the row by."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    sentences = (str(rule.get_violation_error_message()) for rule in row._meta.constraints if rule.name == name)
    return next(sentences, str(error))
