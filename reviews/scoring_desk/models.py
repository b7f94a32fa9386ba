"""The pledge of integrity as it is kept."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class ReviewPledge(models.Model):
    """The pledge of integrity, accepted by a reviewer once per period."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="review_pledges")
    period = models.ForeignKey("proposals.Period", models.PROTECT, related_name="review_pledges")
    accepted_at = models.DateTimeField("disetujui", default=timezone.now)

    class Meta:
        ordering = ["accepted_at"]
        verbose_name = "pakta integritas"
        verbose_name_plural = "pakta integritas"
        constraints = [models.UniqueConstraint(fields=["user", "period"], name="pledge_once_per_period")]

    def __str__(self) -> str:
        return f"{self.user}, {self.period}"
