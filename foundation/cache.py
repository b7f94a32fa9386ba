"""Keeping what is slow to make until the content behind it changes.

The name under which something is kept carries the `stamp` of the tables it was made from, read *before* it is made.
What another transaction commits in between may already be in it although its stamp is the older one: then it is newer
than its name says, and nobody asks for that name again, because stamps only go forward. It can never be older than its
name, as it could if the stamp were read afterwards.
"""

import pickle
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.core.cache import cache as shared_cache
from django.core.cache import caches
from django.db import models
from django.template.engine import Engine
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from foundation.changes.reading import state_of

A_DAY = 60 * 60 * 24
A_MONTH = 30 * A_DAY
T = TypeVar("T")


def stamp(*tables: type[models.Model] | str) -> str:
    """A text that is another one as soon as a change of these tables is visible, in whatever order writers commit.

    One query. A text names a part of a table (`part_of`). Raises LookupError for one that does not note its changes.
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


def reckoned(name: str, content: str, make: Callable[[], T], renew: Callable[[], None]) -> T:
    """The last thing that was made under this name, of whatever content; made at once when there is none.

    When it is of another content than this, `renew` is called, which is to have it made anew (`reckon`) soon. For what
    takes long and may be a few seconds behind, as long as it says its time.
    """
    found: tuple[str, T] | None = shared_cache.get(f"{version()}:{name}")
    if found is None:
        return reckon(name, content, make)
    if found[0] != content:
        renew()
    return found[1]


def reckon(name: str, content: str, make: Callable[[], T]) -> T:
    """Makes it and keeps it under this name in place of the last."""
    made = make()
    shared_cache.set(f"{version()}:{name}", (content, made), A_MONTH)
    return made


_remembered: dict[str, tuple[str, Any]] = {}


def remembered(name: str, content: str, make: Callable[[], T]) -> T:
    """What `make` gave for this stamp of content, from the memory of this process, which holds the newest of each name.

    For small things that change a few times a year. Every process asks the database for the stamp, so none is behind.
    Whoever gets it must not change it.
    """
    known = _remembered.get(name)
    if known is None or known[0] != content:
        known = _remembered[name] = (content, make())
    found: T = known[1]
    return found


def drawn(template: str, context: Mapping[str, Any], content: Any) -> SafeString:
    """The template with its context, drawn anew by this process only for a `content` it has not drawn lately.

    `content` is everything that the context shows, in values that can be pickled: not a stamp of what is behind it, so
    that a change which leaves every figure as it was costs no drawing. Equal content may be drawn again, but never is
    other content shown.
    """
    memory, name = caches["memory"], f"{template}:{sha256(pickle.dumps(content)).hexdigest()}"
    found: str | None = memory.get(name)
    if found is None:
        found = render_to_string(template, dict(context))
        memory.set(name, found, A_DAY)
    return mark_safe(found)


@cache
def version() -> str:
    """A text that is another one in every version of the portal: a digest of its code, templates, styles and libraries.

    It is read from the files themselves, not from their times, so that every web node has the same; once per process.
    """
    own = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR]
    looks = (settings.STYLES_DIR, *settings.STATICFILES_DIRS, *Engine.get_default().dirs)
    folders = [*own, *(Path(str(each)) for each in looks)]
    digest = sha256((settings.BASE_DIR / "requirements.lock").read_bytes())
    for folder in folders:
        for path in sorted(each for each in folder.rglob("*") if each.is_file() and each.suffix != ".pyc"):
            digest.update(f"{path.relative_to(folder)}\n".encode() + sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def forget() -> None:
    """Drops everything that is kept, so that what an older version kept does not take up room."""
    shared_cache.clear()
    caches["memory"].clear()
    _remembered.clear()
