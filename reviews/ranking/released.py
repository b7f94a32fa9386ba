"""The scores that the city has decided by: those of the ranking that a released meeting rested on."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from proposals.core.workflow import DECIDED
from reviews.core.standings import ProposalStanding
from reviews.ranking.frozen import FrozenPlace


def released_scores(proposals: Collection[int]) -> Mapping[int, Decimal]:
    """Named by `COMPETITION_SCORES`: by key of the proposal the official score of the last meeting that decided on it.

    What got its score after that ranking was frozen has the one of its standing, as in the ranking itself. What was
    reopened since has none until it is decided on again. One query.
    """
    held = FrozenPlace.objects.filter(
        proposal=OuterRef("proposal_id"),
        frozen__meeting__state="released",
        frozen__meeting__decisions__proposal=F("proposal"),
    ).order_by("-frozen__meeting__released_at", "-frozen")
    rows = ProposalStanding.objects.filter(
        proposal__in=proposals, proposal__status__in=DECIDED, proposal__decisions__meeting__state="released"
    )
    found = rows.annotate(told=Coalesce(Subquery(held.values("score")[:1]), F("official")))
    return {proposal: score for proposal, score in found.values_list("proposal", "told") if score is not None}
