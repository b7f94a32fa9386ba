"""Writing the discussion of a proposal and the settlement of a disagreement, and who may read it."""

from django.db import transaction

from agencies import ledger
from agencies.models import Kind, User
from proposals import services as proposals
from proposals.cleaning import clean_text
from proposals.models import Proposal
from proposals.workflow import UNDER_REVIEW, Role
from reviews import assignments
from reviews.models import Assignment, Opinion, Settlement
from reviews.services import ReviewRefused
from reviews.stagefigures import stage_figures


def may_discuss(user: User, proposal: Proposal) -> bool:
    """Coordinators of the proposal, and its reviewers once their own review is complete; a proposer never."""
    roles = Proposal.objects.roles_of(user, proposal)
    if Role.PROPOSER in roles:
        return False
    if Role.COORDINATOR in roles:
        return True
    return Assignment.objects.of(user).done().filter(proposal=proposal).exists()


@transaction.atomic
def say(proposal: Proposal, text: str, *, by: User) -> Opinion:
    """Adds a line to the discussion. Raises ReviewRefused for an empty line or somebody who may not take part."""
    text = clean_text(text)
    if not may_discuss(by, proposal):
        raise ReviewRefused("Pembahasan terbuka bagi penilai yang sudah menyelesaikan penilaiannya.")
    if not text:
        raise ReviewRefused("Tuliskan pendapat Anda, lalu kirim lagi.")
    return Opinion.objects.create(proposal=proposal, author=by, text=text)


@transaction.atomic
def settle(proposal: Proposal, text: str, *, by: User) -> Settlement:
    """Records how reviewers who lay too far apart came to terms, for the scores as they are now.

    Raises ReviewRefused when `by` does not coordinate the proposal, when nothing is in dispute, or without a text.
    """
    text = clean_text(text)
    current = proposals.lock(proposal)
    if Role.COORDINATOR not in Proposal.objects.roles_of(by, current) or current.status not in UNDER_REVIEW:
        raise ReviewRefused("Penyelesaian selisih hanya dapat ditulis koordinator selama usulan masih dinilai.")
    if not text:
        raise ReviewRefused("Uraikan bagaimana para penilai menyelesaikan selisihnya, lalu kirim lagi.")
    stage = assignments.stage_of(current)
    here = stage_figures(Proposal.objects.filter(pk=current.pk), [stage]).get(current.pk, {}).get(stage.order)
    if here is None or not here.disputed:
        raise ReviewRefused("Nilai usulan ini tidak berselisih melebihi batas, jadi tidak perlu diselesaikan.")
    row = Settlement.objects.create(proposal=current, stage=stage, text=text, spread=here.spread, written_by=by)
    after = {"proposal": current.pk, "stage": stage.pk, "spread": here.spread, "text": text}
    ledger.append(Kind.RECONCILIATION, row, actor=by, before={}, after=after)
    return row
