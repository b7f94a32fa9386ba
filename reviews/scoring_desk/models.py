"""The pledge of integrity as it is kept, and the sentences that a reviewer uses again."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from foundation.text.fields import LineField


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


class ReviewerPhrase(models.Model):
    """A reason in a reviewer's own words, offered to that reviewer again; nobody else reads this list."""

    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="phrases")
    text = LineField("kalimat", max_length=160)
    used_at = models.DateTimeField("terakhir dipakai", default=timezone.now)

    class Meta:
        ordering = ["-used_at", "-pk"]
        verbose_name = "kalimat penilai"
        verbose_name_plural = "kalimat penilai"
        constraints = [models.UniqueConstraint(fields=["reviewer", "text"], name="phrase_once_per_reviewer")]

    def __str__(self) -> str:
        return self.text
