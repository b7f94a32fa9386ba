"""What reviewers write to each other about a proposal, and how a disagreement was settled; both only grow."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from foundation.audit.triggers import append_only
from foundation.text.fields import TypedField
from proposals.core.sent import SentProposal


class Opinion(models.Model):
    """One line of the discussion among reviewers and coordinators of a proposal; no proposer ever reads it."""

    proposal = models.ForeignKey(SentProposal, models.PROTECT, related_name="opinions", db_constraint=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="opinions")
    text = TypedField("isi", max_length=2000)
    at = models.DateTimeField("waktu", default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "pembahasan"
        verbose_name_plural = "pembahasan"
        triggers = append_only("opinion")

    def __str__(self) -> str:
        return f"{self.author}: {self.text[:60]}"


class Settlement(models.Model):
    """How reviewers who lay too far apart on a proposal came to terms; holds for the scores as they were then."""

    proposal = models.ForeignKey(SentProposal, models.PROTECT, related_name="settlements", db_constraint=False)
    stage = models.ForeignKey("reviews.ReviewStage", models.PROTECT, related_name="settlements")
    text = TypedField("uraian penyelesaian", max_length=4000)
    spread = models.DecimalField("selisih saat itu", max_digits=5, decimal_places=2)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("waktu", default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "penyelesaian selisih nilai"
        verbose_name_plural = "penyelesaian selisih nilai"
        triggers = append_only("settlement")

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.text[:60]}"
