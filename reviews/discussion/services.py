"""Writing the discussion of a proposal and the settlement of a disagreement, and who may read it."""

import datetime
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind
from foundation.text.plain import as_typed
from proposals.core.locking import lock_sent
from proposals.core.sent import SentProposal
from proposals.core.workflow import DECIDED, UNDER_REVIEW, Role
from reviews.core.models import Assignment, Score
from reviews.core.refusals import ReviewRefused
from reviews.core.standings import StageFigures, stage_figures
from reviews.core.talks import Opinion, Settlement
from reviews.ranking.figures import open_disputes

A_MOMENT: Final = datetime.timedelta(minutes=10)
"""So long the same words of the same person, with nothing said in between, are one line sent twice."""


def may_discuss(user: User, proposal: SentProposal) -> bool:
    """Coordinators of the proposal, and its reviewers once their own review is complete; a proposer never."""
    roles = SentProposal.objects.roles_of(user, proposal)
    if Role.PROPOSER in roles:
        return False
    if Role.COORDINATOR in roles:
        return True
    return Assignment.objects.of(user).done().filter(proposal=proposal).exists()


def is_over(proposal: SentProposal) -> bool:
    """Whether the decision has been taken; what was said then stays readable and grows no more."""
    return proposal.status in DECIDED


@transaction.atomic
def say(proposal: SentProposal, text: str, *, by: User) -> Opinion:
    """Adds a line to the discussion; what was just said is not said again, but given back.

    Raises ReviewRefused for an empty line, somebody who may not take part, or after the decision.
    """
    text = as_typed(text)
    if not may_discuss(by, proposal):
        raise ReviewRefused("Pembahasan terbuka bagi penilai yang sudah menyelesaikan penilaiannya.")
    if is_over(lock_sent(proposal.pk)):
        raise ReviewRefused("Usulan ini sudah diputus, jadi pembahasannya hanya dapat dibaca.")
    if not text:
        raise ReviewRefused("Tuliskan pendapat Anda, lalu kirim lagi.")
    last = Opinion.objects.filter(proposal=proposal.pk).last()
    if last and (last.author_id, last.text) == (by.pk, text) and last.at > timezone.now() - A_MOMENT:
        return last
    return Opinion.objects.create(proposal=proposal, author=by, text=text)


def disputes(proposal: SentProposal) -> list[StageFigures]:
    """The stages in which the reviewers lie further apart than allowed, settled or not, in order; two queries."""
    stages = list(proposal.period.review_stages.order_by("order"))
    own = stage_figures(SentProposal.objects.filter(pk=proposal.pk), stages).get(proposal.pk, {})
    return sorted((each for each in own.values() if each.disputed), key=lambda each: each.stage.order)


def waiting_for(user: User) -> QuerySet[StageFigures]:
    """Disagreements on proposals under review that this reviewer took part in and has not spoken on since the last
    score, those that lie furthest apart first."""
    own = Assignment.objects.of(user).done().filter(proposal=OuterRef("proposal"), stage=OuterRef("stage"))
    scores = Score.objects.filter(
        assignment__proposal=OuterRef("proposal"), assignment__stage=OuterRef("stage"), assignment__state="done"
    )
    spoken = Opinion.objects.filter(author=user, proposal=OuterRef("proposal"), at__gte=OuterRef("newest"))
    apart = StageFigures.objects.unsettled().filter(Exists(own), proposal__status__in=UNDER_REVIEW)
    apart = apart.annotate(newest=Subquery(scores.order_by("-given_at").values("given_at")[:1]))
    return apart.exclude(Exists(spoken)).select_related("proposal", "stage").order_by("-spread", "proposal")


@transaction.atomic
def settle(proposal: SentProposal, text: str, *, by: User) -> Settlement:
    """Records how reviewers who lay too far apart came to terms, for the scores as they are now.

    It is about the earliest stage that still waits for it, else about the latest that was in dispute. Raises
    ReviewRefused when `by` does not coordinate the proposal, when nothing is in dispute, or without a text.
    """
    text = as_typed(text)
    current = lock_sent(proposal.pk)
    if Role.COORDINATOR not in SentProposal.objects.roles_of(by, current) or current.status not in UNDER_REVIEW:
        raise ReviewRefused("Penyelesaian selisih hanya dapat ditulis koordinator selama usulan masih dinilai.")
    if not text:
        raise ReviewRefused("Uraikan bagaimana para penilai menyelesaikan selisihnya, lalu kirim lagi.")
    disputed = disputes(current)
    waiting = open_disputes(disputed)
    if not disputed:
        raise ReviewRefused("Nilai usulan ini tidak berselisih melebihi batas, jadi tidak perlu diselesaikan.")
    here = waiting[0] if waiting else disputed[-1]
    row = Settlement.objects.create(proposal=current, stage=here.stage, text=text, spread=here.spread, written_by=by)
    after = {"proposal": current.pk, "stage": here.stage.pk, "spread": here.spread, "text": text}
    ledger.append(EntryKind.RECONCILIATION, row, actor=by, before={}, after=after)
    return row
