"""What arrived of the answers that were written without a connection, so that none is taken in twice."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from reviews.core.models import Assignment


class OfflineAnswer(models.Model):
    """One answer from a device, under the key that the device gave it; what it says stands in the review's draft."""

    key = models.UUIDField("kunci")
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="offline_answers")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    field = models.CharField("isian", max_length=40)
    arrived_at = models.DateTimeField("tiba", default=timezone.now)

    class Meta:
        ordering = ["arrived_at", "pk"]
        verbose_name = "isian tanpa jaringan"
        verbose_name_plural = "isian tanpa jaringan"
        constraints = [models.UniqueConstraint(fields=["reviewer", "key"], name="offline_answer_once")]

    def __str__(self) -> str:
        return f"{self.field} ({self.key})"
