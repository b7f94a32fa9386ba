"""Who may do what in reviewing, beyond the roles that proposals/core/permissions.py ties to a proposal."""

from typing import TYPE_CHECKING

from proposals.core.workflow import DECIDED, Role

if TYPE_CHECKING:
    from reviews.core.models import Assignment


def sees_colleagues(assignment: "Assignment") -> bool:
    """A reviewer sees colleagues' scores of a proposal only after completing the own ones; a draft unlocks nothing."""
    return assignment.state == assignment.State.DONE


def sees_feedback(roles: set[Role], status: str) -> bool:
    """The proposer reads what the period opens once a decision exists."""
    return Role.PROPOSER in roles and status in DECIDED
