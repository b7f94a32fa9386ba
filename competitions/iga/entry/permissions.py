"""Who copies into the ministry's form, and whose archives open."""

from typing import TYPE_CHECKING

from agencies.core.permissions import coordinators_only, leaders_and_coordinators
from competitions.core.archiving import knows_all

if TYPE_CHECKING:
    from agencies.core.models import User
    from competitions.iga.entry.models import EvidenceArchive

# Coordinators enter; leaders read how far it is and take everything along.
enters = coordinators_only
looks = leaders_and_coordinators


def may_open(user: "User", archive: "EvidenceArchive") -> bool:
    """Whether its owner may know, also by now, every innovation inside."""
    return archive.requested_by_id == user.pk and knows_all(user, archive.inside)
