"""The queue of the verification desk: what waits for a coordinator, what came back first, then the oldest first."""

import datetime
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from proposals.core.history.record import Event
from proposals.core.history.remarks import Remark
from proposals.core.holding import in_hands_of
from proposals.core.models import Proposal
from proposals.core.querysets import ProposalQuerySet
from proposals.core.workflow import Action, Holder, Role

RETURNED: Final = Exists(Event.objects.filter(proposal=OuterRef("pk"), action=Action.RETURN))
"""Whether a proposal was sent back before."""
UNDECIDED: Final = Exists(Remark.objects.undecided().filter(proposal=OuterRef("pk")))
"""Whether a remark on a proposal, of this year or an earlier one, waits for a decision."""
_UNANSWERED: Final = Remark.objects.wordless().filter(proposal=OuterRef("pk")).order_by().values("proposal")
UNANSWERED: Final = Coalesce(_UNANSWERED.annotate(amount=Count("pk")).values("amount"), 0)
"""How many remarks on a proposal came back without a word of the agency, mended or not, and wait for a decision."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where one proposal stands in the queue: its place counted from one, of how many, and what follows.

    `next` is the key of that one, `next_words` how it is called.
    """

    place: int
    amount: int
    next: int | None
    next_words: str


def waiting_for(user: User) -> ProposalQuerySet:
    """What waits for this coordinator's verification, in the order of the queue, each with `came_back`."""
    mine = Proposal.objects.as_role(user, Role.COORDINATOR).filter(in_hands_of(Holder.VERIFICATION))
    return mine.annotate(came_back=RETURNED).order_by("-came_back", "status_since", "pk")


def neighbours(user: User, proposal: int) -> Neighbours:
    """Of a proposal in the queue where it stands; the last is followed by the first that is left. One query."""
    rows = list(waiting_for(user).values_list("pk", "title", "agency__short_name"))
    place = next((number for number, (key, _, _) in enumerate(rows) if key == proposal), 0)
    after = next((row for row in (*rows[place + 1 :], *rows[:place]) if row[0] != proposal), None)
    key, *words = after or (None,)
    return Neighbours(place + 1, len(rows), key, ", ".join(words))


def desk_url(proposal: int | None) -> str:
    """The desk of this proposal, or the queue when there is none."""
    return reverse("proposals:verify", args=[proposal]) if proposal else reverse("proposals:to_verify")


def days_waited(since: datetime.datetime) -> int:
    """Whole days since then."""
    return max((timezone.now() - since).days, 0)
