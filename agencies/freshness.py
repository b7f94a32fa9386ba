"""Keeping what is slow to make until the content behind it changes; nothing is kept in a process."""

from collections.abc import Callable
from functools import cache
from typing import TypeVar

from django.core.cache import cache as shared_cache
from django.db import connection, models
from pghistory.core import event_models

A_DAY = 60 * 60 * 24
T = TypeVar("T")


def stamp(*tables: type[models.Model]) -> str:
    """A text that changes whenever a row of these tables was added or, where their history is kept, changed; one query.

    For a model tracked by django-pghistory the newest line of its history counts, for others the newest primary key.
    """
    quote = connection.ops.quote_name
    newest = []
    for table in tables:
        meta = _history_of(table)._meta
        newest.append(f"(SELECT max({quote(str(meta.pk.column))}) FROM {quote(meta.db_table)})")  # noqa: S608 - names of our own tables
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(newest)}")
        return "-".join(str(value or 0) for value in cursor.fetchone())


@cache
def _history_of(table: type[models.Model]) -> type[models.Model]:
    histories: list[type[models.Model]] = event_models(tracks_model=table)
    return histories[0] if histories else table


def kept(key: str, content: str, make: Callable[[], T]) -> T:
    """What `make` gave for this key and this stamp of content, made anew when it is not there; kept for a day."""
    name = f"{key}:{content}"
    found: T | None = shared_cache.get(name)
    if found is None:
        found = make()
        shared_cache.set(name, found, A_DAY)
    return found


def forget() -> None:
    """Drops everything that is kept: another version of the portal may keep the same things in another form."""
    shared_cache.clear()
