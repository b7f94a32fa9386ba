"""Who copies into the ministry's form, and whose archives open."""

from typing import TYPE_CHECKING

from agencies.core.permissions import coordinators_only, leaders_and_coordinators
from competitions.core.querysets import known_to

if TYPE_CHECKING:
    from agencies.core.models import User
    from competitions.iga.entry.models import EvidenceArchive

# Coordinators enter; leaders read how far it is and take everything along.
enters = coordinators_only
looks = leaders_and_coordinators


def may_open(user: "User", archive: "EvidenceArchive") -> bool:
    """Whether its owner may know, also by now, every innovation inside."""
    if archive.requested_by_id != user.pk:
        return False
    return known_to(user).filter(pk__in=archive.inside).count() == len(archive.inside)
