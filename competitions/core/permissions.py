"""Who may read and do what with nominations; it follows from what a person is on the proposal itself."""

from typing import TYPE_CHECKING

from django.db.models import Q

from agencies.core.permissions import for_roles
from proposals.core.permissions import role_filter
from proposals.core.workflow import Role

if TYPE_CHECKING:
    from agencies.core.models import User

# The pages of the competitions exist for the coordinator, leaders and everybody who belongs to an agency.
participants_only = for_roles("is_coordinator", "is_leader", "agency_id")
# The texts of an entry are also read by whoever coaches its proposal, who may belong to no agency.
text_readers_only = for_roles("is_coordinator", "is_leader", "agency_id", "is_reviewer")
# Reviewers score without knowing what goes on to the ministries.
ROLES = (Role.PROPOSER, Role.COORDINATOR, Role.LEADER)


def proposal_filters(user: "User") -> dict[Role, Q]:
    """For each role that matters here, the proposals on which this person holds it."""
    return {role: role_filter(user, role) for role in ROLES}


def sees_every_agency(user: "User") -> bool:
    """Whether the list names all agencies, or only the person's own."""
    return user.is_coordinator or user.is_leader
