"""Tags by which pages of other floors show what reviewing has to say."""

from typing import Any

from django import template

from agencies.core.models import User
from proposals.core.models import Proposal
from proposals.core.workflow import Role
from reviews.ranking.feedback import feedback_for

register = template.Library()


@register.inclusion_tag("reviews/ranking/_feedback.html")
def review_feedback(proposal: Proposal, user: User, roles: set[Role]) -> dict[str, Any]:
    """The reviewers' feedback on a proposal, as far as this person may read it; nothing otherwise."""
    return {"feedback": feedback_for(user, proposal, roles)}
