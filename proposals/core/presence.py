"""Who of the agency is writing which part of a draft now: told for two minutes, kept in the cache and nowhere else."""

import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache

from agencies.core.models import User

SHOWN_S: Final = 120


@dataclass(frozen=True, slots=True)
class Writing:
    """One person at one part of a draft; `at` in seconds since the epoch."""

    name: str
    part: str
    at: float

    def __str__(self) -> str:
        return f"{self.name} sedang menulis {self.part}" if self.part else f"{self.name} sedang menulis"


def note_writing(proposal: int, part: str, *, by: User) -> None:
    """Notes that `by` is writing `part` now. Of two who are noted in one instant one may be told only next time."""
    people = _people(cache.get(_key(proposal)))
    people[by.pk] = Writing(str(by), part, time.time())
    # Plain values, which another version of the portal can read as well.
    cache.set(_key(proposal), {pk: (each.name, each.part, each.at) for pk, each in people.items()}, SHOWN_S)


def writing_now(proposals: Collection[int], *, beside: User) -> dict[int, list[Writing]]:
    """Who else than `beside` is writing these drafts, by proposal, the latest first. One query, none for no drafts.

    Whose drafts may be asked about is the caller's to know.
    """
    if not proposals:
        return {}
    kept = cache.get_many([_key(key) for key in proposals])
    return {
        key: sorted(
            (each for pk, each in _people(kept.get(_key(key))).items() if pk != beside.pk), key=lambda each: -each.at
        )
        for key in proposals
    }


def _people(kept: object) -> dict[int, Writing]:
    """Those of the kept people who were seen in the last two minutes."""
    since = time.time() - SHOWN_S
    people = {pk: Writing(*each) for pk, each in kept.items()} if isinstance(kept, dict) else {}
    return {pk: each for pk, each in people.items() if each.at > since}


def _key(proposal: int) -> str:
    return f"writing:{proposal}"
