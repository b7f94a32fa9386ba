"""Keeping what is slow to make until the content behind it changes; nothing is kept in a process.

The name under which something is kept carries the `stamp` of the tables it was made from, read *before* it is made.
What another transaction commits in between may already be in it although its stamp is the older one: then it is newer
than its name says, and nobody asks for that name again, because stamps only go forward. It can never be older than its
name, as it could if the stamp were read afterwards.
"""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from django.apps import apps
from django.conf import settings
from django.core.cache import cache as shared_cache
from django.db import models
from django.template.engine import Engine

from foundation.changes.reading import state_of

A_DAY = 60 * 60 * 24
T = TypeVar("T")


def stamp(*tables: type[models.Model]) -> str:
    """A text that is another one as soon as a change of these tables is visible, in whatever order writers commit.

    One query. Raises LookupError for a table that does not note its changes.
    """
    return state_of(tables)


def kept(key: str, content: str, make: Callable[[], T]) -> T:
    """What `make` gave for this key and this stamp of content, made anew when it is not there; kept for a day.

    Another version of the portal never finds what this one kept.
    """
    name = f"{version()}:{key}:{content}"
    found: T | None = shared_cache.get(name)
    if found is None:
        found = make()
        shared_cache.set(name, found, A_DAY)
    return found


@cache
def version() -> str:
    """A text that is another one in every version of the portal: a digest of its code, templates, styles and libraries.

    It is read from the files themselves, not from their times, so that every web node has the same; once per process.
    """
    own = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR]
    folders = [*own, *(Path(str(each)) for each in (*settings.STATICFILES_DIRS, *Engine.get_default().dirs))]
    digest = sha256((settings.BASE_DIR / "requirements.lock").read_bytes())
    for folder in folders:
        for path in sorted(each for each in folder.rglob("*") if each.is_file() and each.suffix != ".pyc"):
            digest.update(f"{path.relative_to(folder)}\n".encode() + sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def forget() -> None:
    """Drops everything that is kept, so that what an older version kept does not take up room."""
    shared_cache.clear()
