"""What agencies were told of verdicts: one digest for many, and which verdicts stood in it."""

from django.db import models
from django.utils import timezone

from agencies.core.models import Agency
from competitions.core.models import Edition
from competitions.iga.core.models import ClaimVerdict
from foundation.audit.triggers import append_only
from foundation.text.fields import TypedField


class VerdictDigest(models.Model):
    """One message to one agency about verdicts on its claims: when, and its words. Never changed, never deleted."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    text = TypedField("isi")
    sent_at = models.DateTimeField("waktu", default=timezone.now)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = "kabar putusan klaim"
        verbose_name_plural = "kabar putusan klaim"
        triggers = append_only("verdictdigest")

    def __str__(self) -> str:
        return f"{self.agency} {self.sent_at:%Y-%m-%d}"


class ToldVerdict(models.Model):
    """That a verdict stood in a digest, or was replaced before one was sent; each is told once."""

    verdict = models.OneToOneField(ClaimVerdict, models.PROTECT, related_name="told")
    digest = models.ForeignKey(VerdictDigest, models.PROTECT, related_name="told")

    class Meta:
        verbose_name = "putusan yang dikabarkan"
        verbose_name_plural = "putusan yang dikabarkan"
        triggers = append_only("toldverdict")

    def __str__(self) -> str:
        return f"{self.verdict_id} dalam {self.digest_id}"
