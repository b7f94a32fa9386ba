"""Selections of proposals that may be nominated for KIPP."""

from typing import TYPE_CHECKING

from competitions.core import permissions as core_permissions
from competitions.core.nominating import NOMINABLE
from proposals.core.models import Proposal
from proposals.core.querysets import ProposalQuerySet
from proposals.core.workflow import Role

if TYPE_CHECKING:
    from agencies.core.models import User


def nominable_by(user: "User") -> ProposalQuerySet:
    """The proposals this person may nominate by role and status, whatever the edition."""
    filters = core_permissions.proposal_filters(user)
    may = filters[Role.PROPOSER] | filters[Role.COORDINATOR]
    found: ProposalQuerySet = Proposal.objects.filter(may, status__in=NOMINABLE)
    return found
