"""Copying into a ministry's portal field by field: the fields, what somebody has copied of them, and what is next."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils import timezone


@dataclass(frozen=True, slots=True)
class EntryField:
    """One field of a ministry's form: what goes into it, empty where nobody has said it.

    Of a text, `words` and their `limit` (None: not known). `mark` tells whether it is still what somebody has copied.
    """

    key: str
    label: str
    value: str
    words: int | None = None
    limit: int | None = None

    @property
    def mark(self) -> str:
        return hashlib.sha256(self.value.encode()).hexdigest()


class FieldCopied(models.Model):
    """That somebody has copied one field; `mark` is of what they copied. Each kind adds of what."""

    key = models.SlugField("isian", max_length=40)
    mark = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField("disalin", default=timezone.now)

    class Meta:
        abstract = True
        ordering = ["at", "pk"]


@dataclass(frozen=True, slots=True)
class EntryGroup:
    """Fields that stand together, each with what this person copied of it; `is_open` where the next one to copy is."""

    title: str
    lines: Sequence[tuple[EntryField, FieldCopied | None]]
    is_open: bool

    @property
    def to_copy(self) -> int:
        return sum(bool(field.value) for field, _ in self.lines)

    @property
    def copied(self) -> int:
        return sum(is_copied(field, tick) for field, tick in self.lines)

    @property
    def empty(self) -> list[str]:
        """What nobody has said yet."""
        return [field.label for field, _ in self.lines if not field.value]


def is_copied(field: EntryField, tick: FieldCopied | None) -> bool:
    """Whether this person has copied the field as it reads now."""
    return bool(field.value) and tick is not None and tick.mark == field.mark


def next_to_copy(fields: Iterable[EntryField], ticks: Mapping[str, FieldCopied]) -> str:
    """The key of the first field that is still to be copied; empty when none is."""
    return next((one.key for one in fields if one.value and not is_copied(one, ticks.get(one.key))), "")


def in_groups(groups: Sequence[tuple[str, Sequence[EntryField]]], ticks: Mapping[str, FieldCopied]) -> list[EntryGroup]:
    """The fields of each title with what was copied of them; the group with the next field to copy is open."""
    following = next_to_copy((field for _, fields in groups for field in fields), ticks)
    return [
        EntryGroup(
            title,
            [(field, ticks.get(field.key)) for field in fields],
            is_open=any(field.key == following for field in fields),
        )
        for title, fields in groups
    ]
