"""What may be learnt of the reviews outside reviewing: by the proposer as much as the period opens, never a name."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from agencies.core.models import User
from agencies.core.requests import SignedInRequest
from proposals.core.period.models import Period
from proposals.core.permissions import role_filters
from proposals.core.querysets import SentQuerySet
from proposals.core.sent import SentProposal
from proposals.core.workflow import DECIDED, Role
from reviews.core import permissions as core_permissions
from reviews.core.models import Assignment
from reviews.core.shown import ShownScore
from reviews.core.standings import ProposalStanding
from reviews.scoring import rules as scoring

F = Period.Feedback


@dataclass(frozen=True, slots=True)
class Feedback:
    """Comments in an order that tells nothing of who wrote them, and the mean per stage where scores are opened."""

    comments: tuple[str, ...]
    means: tuple[tuple[str, ShownScore], ...]

    def __bool__(self) -> bool:
        return bool(self.comments or self.means)


def feedback_for(user: User, proposal: SentProposal, roles: set[Role] | None = None) -> Feedback:
    """The feedback this person may read on the proposal, empty when there is none; at most two queries.

    A page that has already asked for the person's `roles` hands them over and saves one.
    """
    roles = SentProposal.objects.roles_of(user, proposal) if roles is None else roles
    if not core_permissions.sees_feedback(roles, proposal.status):
        return Feedback((), ())
    return feedback_to_proposers([proposal])[proposal.pk]


def feedback_to_proposers(proposals: Collection[SentProposal]) -> dict[int, Feedback]:
    """What the proposers of each of them, by key, may read of its reviews, empty where nothing; one query."""
    opened = {
        one.pk: F(one.period.feedback)
        for one in proposals
        if one.period.tells_proposers and core_permissions.sees_feedback({Role.PROPOSER}, one.status)
    }
    done = Assignment.objects.done().filter(proposal__in=opened).order_by("stage__order")
    rows: dict[int, list[Assignment]] = {}
    for row in done.select_related("stage"):
        rows.setdefault(row.proposal_id, []).append(row)
    return {one.pk: _feedback(rows.get(one.pk, []), opened.get(one.pk)) for one in proposals}


def _feedback(rows: Iterable[Assignment], opened: Period.Feedback | None) -> Feedback:
    comments = tuple(sorted(row.comment for row in rows if row.comment))
    if opened is not F.SCORES:
        return Feedback(comments, ())
    totals: dict[tuple[str, int], list[Decimal | None]] = {}
    for row in rows:
        totals.setdefault((row.stage.name, row.stage.minimum_scores), []).append(row.total)
    found = ((stage, minimum, scoring.summarise(given)) for (stage, minimum), given in totals.items())
    return Feedback(
        comments, tuple((stage, ShownScore(each.mean, each.n < minimum)) for stage, minimum, each in found if each.n)
    )


def feedback_box(request: SignedInRequest, proposal: int, roles: set[Role]) -> SafeString | str:
    """Named by `PROPOSAL_BOXES`: the feedback as far as this person may read it; nothing otherwise."""
    asks = Role.PROPOSER in roles
    sent = SentProposal.objects.select_related("period").filter(pk=proposal).first() if asks else None
    if sent is None:
        return ""
    context = {"feedback": feedback_for(request.user, sent, roles)}
    return mark_safe(render_to_string("reviews/ranking/_feedback.html", context))


def scores_for(user: User, rows: SentQuerySet) -> dict[int, ShownScore]:
    """The score of each proposal of `rows` that has one and whose score this person may know; one query.

    Coordinators and leaders know the scores of what they read, but who still has to judge a proposal doesn't; its
    proposers know them after the decision where the period opens scores. The score is that of the plain means.
    """
    filters = role_filters(user)
    judging = Q(pk__in=Assignment.objects.waiting().filter(reviewer=user).values("proposal"))
    staff = (filters[Role.COORDINATOR] | filters[Role.LEADER]) & ~judging
    opened = filters[Role.PROPOSER] & Q(status__in=DECIDED, period__feedback=F.SCORES)
    known = ProposalStanding.objects.filter(
        proposal__in=rows.filter(staff | opened).order_by().values("pk"), raw__isnull=False
    )
    found = known.values_list("proposal", "raw", "provisional")
    return {proposal: ShownScore(score, provisional) for proposal, score, provisional in found}
