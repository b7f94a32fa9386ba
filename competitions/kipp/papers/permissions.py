"""Who takes entries along: one of them whoever knows it, all of them those who look after the city's."""

from typing import TYPE_CHECKING

from agencies.core.permissions import leaders_and_coordinators
from competitions.core.archiving import knows_all
from competitions.core.permissions import sees_every_agency

if TYPE_CHECKING:
    from agencies.core.models import User
    from competitions.kipp.papers.models import EntryArchive

looks_after_all = leaders_and_coordinators
may_take_all = sees_every_agency


def may_open(user: "User", archive: "EntryArchive") -> bool:
    """Whether its owner may know, also by now, every entry inside."""
    return archive.requested_by_id == user.pk and knows_all(user, archive.inside)
