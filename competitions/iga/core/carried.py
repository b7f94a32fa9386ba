"""Claims of one edition that go on in the next: which claim became which, and what must be renewed of it."""

from typing import Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from competitions.core.guards import differs
from competitions.core.models import Edition
from competitions.iga.core.models import Claim
from foundation.changes.triggers import noted
from proposals.core.sent import SentProposal

MARKED: Final = Q(settled_at=None) & ~Q(reasons=[])
"""What is "perlu diperbarui": something is to be renewed, and its agency hasn't settled it."""


class CarriedClaims(models.QuerySet["CarriedClaim"]):
    """Selections of carried claims."""

    def to_renew(self) -> "CarriedClaims":
        """Those that are marked."""
        return self.filter(MARKED)


class CarriedClaim(models.Model):
    """That a claim of a former edition was carried into this one; each is carried once.

    `claim` is empty where the new edition has no such indicator. `reasons` are sentences about what must be renewed,
    reckoned anew with every change of claim, evidence or rules until the agency saves or confirms it (`settled_at`).
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="carried", verbose_name="edisi")
    proposal = models.ForeignKey(
        SentProposal, models.CASCADE, related_name="+", db_constraint=False, verbose_name="inovasi"
    )
    source = models.ForeignKey(Claim, models.CASCADE, related_name="carried_to", verbose_name="klaim sebelumnya")
    claim = models.OneToOneField(Claim, models.CASCADE, null=True, related_name="carried", verbose_name="klaim")
    reasons = models.JSONField("yang perlu diperbarui", default=list, blank=True)
    at = models.DateTimeField("dibawa", default=timezone.now)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField("dikonfirmasi", null=True)

    objects = CarriedClaims.as_manager()

    class Meta:
        ordering = ["source__indicator__number", "pk"]
        verbose_name = "klaim yang dibawa"
        verbose_name_plural = "klaim yang dibawa"
        constraints = [
            models.UniqueConstraint(fields=["edition", "source"], name="carried_once"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None) | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="carried_settled_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["edition", "proposal"], name="carried_of_proposal")]
        triggers = [
            pgtrigger.Protect(
                name="carried_stays",
                operation=pgtrigger.Update,
                condition=differs("edition_id", "proposal_id", "source_id", "claim_id", "at"),
            ),
            noted(),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} pada {self.edition}"

    @property
    def is_marked(self) -> bool:
        """Whether something is to be renewed, and nobody settled it."""
        return bool(self.reasons) and self.settled_at is None
