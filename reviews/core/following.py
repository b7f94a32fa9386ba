"""The triggers by which reviewing follows and guards the moves of proposals; only here it names the stored row.

Nobody reads a proposal through it: it only tells Django on which table the trigger stands.
"""

from typing import ClassVar

from django.db import models

from proposals.core.models import Proposal
from reviews.core import keeping
from reviews.core.outcomes import outcome_guard, period_guard


class NoRows(models.Manager["FollowedProposal"]):
    """Gives none, so that no page takes this for a way to stored proposals."""

    def get_queryset(self) -> models.QuerySet["FollowedProposal"]:
        return super().get_queryset().none()


class FollowedProposal(Proposal):
    """The proposal as reviewing follows its moves, without the floor below having to know of standings."""

    objects: ClassVar[NoRows] = NoRows()  # type: ignore[assignment]  # narrower on purpose: it gives none

    class Meta:
        proxy = True
        verbose_name = "usulan yang dinilai"
        verbose_name_plural = "usulan yang dinilai"
        triggers = [keeping.proposal_trigger(), outcome_guard(), period_guard()]
