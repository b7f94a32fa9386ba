"""Loading a proposal for somebody who may read it, and its moves as they may know them."""

from typing import Any

from django.db.models import BigIntegerField, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast
from django.shortcuts import get_object_or_404

from agencies.core.requests import SignedInRequest
from proposals.core import permissions
from proposals.core.approval.models import HeadAnswer
from proposals.core.approval.standing import KEY
from proposals.core.history.record import Event, Revision
from proposals.core.models import Proposal
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role

READ_WITH = ("period__guide", "agency__district", "affair")


def readable(request: SignedInRequest, pk: int) -> Proposal | SentProposal:
    """The proposal, if this person may read it: of the own agency the stored row, of any other what was sent of it.

    Otherwise it does not exist.
    """
    if request.user.agency_id:
        own = Proposal.objects.as_role(request.user, Role.PROPOSER).select_related(*READ_WITH)
        if found := own.filter(pk=pk).first():
            return found
    return get_object_or_404(SentProposal.objects.visible_to(request.user).select_related(*READ_WITH), pk=pk)


def predecessor(request: SignedInRequest, proposal: Proposal | SentProposal) -> SentProposal | None:
    """The earlier proposal that this one continues, if it was sent and this person may read it; a query or none."""
    if isinstance(proposal, Proposal) and proposal.copied_from_id is None:
        return None
    before = Proposal.objects.filter(copies=proposal.pk).order_by().values("pk")
    return SentProposal.objects.visible_to(request.user).select_related("period").filter(pk__in=before).first()


def timeline(proposal: int, roles: set[Role]) -> list[dict[str, Any]]:
    """The moves and the answers of heads, newest first, as the timeline component takes them.

    People of the offices only for those who may know them.
    """
    named = permissions.sees_actors(roles)
    events = Event.objects.filter(proposal=proposal).newest_first()
    moves = [
        {"label": event.get_action_display(), "actor": event.by(named=named), "at": event.at, "note": event.note}
        for event in events
    ]
    heads = [
        {"label": answer.get_verdict_display(), "actor": answer.who, "at": answer.at, "note": answer.note}
        for answer in answers_for(proposal, roles)
    ]
    return sorted(moves + heads, key=lambda each: each["at"], reverse=True)


def answers_for(proposal: int, roles: set[Role]) -> QuerySet[HeadAnswer]:
    """What heads answered, newest first: everything for its agency, for others the approvals it was sent with."""
    answers = HeadAnswer.objects.filter(proposal=proposal).defer("content")
    if Role.PROPOSER in roles:
        return answers
    sent = Revision.objects.filter(proposal=proposal, content__has_key=KEY)
    return answers.filter(
        pk__in=sent.values_list(Cast(KeyTextTransform("answer", KeyTransform(KEY, "content")), BigIntegerField()))
    )
