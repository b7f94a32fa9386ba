"""What the proposer learns of the reviews: as much as the period opens, after the decision, never a name."""

from dataclasses import dataclass
from decimal import Decimal

from agencies.models import User
from proposals.models import Period, Proposal
from proposals.workflow import Role
from reviews import permissions, scoring
from reviews.models import Assignment

F = Period.Feedback


@dataclass(frozen=True, slots=True)
class Feedback:
    """Comments in an order that tells nothing of who wrote them, and the mean per stage where scores are opened."""

    comments: tuple[str, ...]
    means: tuple[tuple[str, Decimal], ...]

    def __bool__(self) -> bool:
        return bool(self.comments or self.means)


def feedback_for(user: User, proposal: Proposal, roles: set[Role] | None = None) -> Feedback:
    """The feedback this person may read on the proposal, empty when there is none; at most two queries.

    A page that has already asked for the person's `roles` hands them over and saves one.
    """
    nothing = Feedback((), ())
    opened = F(proposal.period.feedback)
    roles = Proposal.objects.roles_of(user, proposal) if roles is None else roles
    if opened is F.NOTHING or not permissions.sees_feedback(roles, proposal.status):
        return nothing
    done = Assignment.objects.done().filter(proposal=proposal).order_by("stage__order")
    rows = list(done.values_list("stage__name", "comment", "total"))
    comments = tuple(sorted(comment for _, comment, _ in rows if comment))
    if opened is F.COMMENTS:
        return Feedback(comments, ())
    totals: dict[str, list[Decimal | None]] = {}
    for stage, _, total in rows:
        totals.setdefault(stage, []).append(total)
    means = ((stage, scoring.summarise(given).mean) for stage, given in totals.items())
    return Feedback(comments, tuple((stage, scoring.printed(mean)) for stage, mean in means if mean is not None))
