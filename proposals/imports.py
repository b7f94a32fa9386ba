"""A spreadsheet that was read and found in order, waiting for the person to say yes."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class ImportBatch(models.Model):
    """The rows of one upload in the form `importing.read` gives them; used once, by the person who uploaded it."""

    period = models.ForeignKey("proposals.Period", models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    file_name = models.CharField("nama berkas", max_length=150)
    rows = models.JSONField("baris")
    created_at = models.DateTimeField("dibaca", default=timezone.now)
    done_at = models.DateTimeField("diimpor", null=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "impor"
        verbose_name_plural = "impor"

    def __str__(self) -> str:
        return self.file_name
