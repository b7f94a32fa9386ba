"""Three versions of one field (as shown, as typed, as stored by now) and which of them a save keeps."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from django.db.models import Model


class MergeOutcome(StrEnum):
    """What a save does with one field."""

    KEEP = "keep"
    STORE = "store"
    CLASH = "clash"


def plain(value: object) -> str:
    """Return a field's value as a plain text that a form can carry back: rows by their keys, numbers without zeros."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Iterable):
        return ",".join(str(key) for key in sorted(row.pk for row in value))
    return str(value.pk) if isinstance(value, Model) else str("" if value is None else value)


def settle(*, base: str, typed: str, stored: str) -> MergeOutcome:
    """Return what to do with a field that was shown as `base`, now reads `typed` and is `stored` in the database.

    Only a field that both sides changed, and differently, is a clash; one that only somebody else changed is kept.
    """
    if typed in (stored, base):
        return MergeOutcome.KEEP
    return MergeOutcome.STORE if stored == base else MergeOutcome.CLASH
