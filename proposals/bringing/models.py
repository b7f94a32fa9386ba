"""What was read of a document that somebody brought along, until they decide, a day at the longest."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from foundation.text.fields import LineField


class BroughtDocument(models.Model):
    """The text of one document, sorted by the parts of the guide; the file itself is never stored.

    Without a `proposal` it begins one in `period`. `texts` are by key of the section, `fields` by key of the question
    as they stand in the document, `rest` pairs of a heading and a text that no part of the guide is like.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    period = models.ForeignKey("proposals.Period", models.CASCADE, related_name="+")
    proposal = models.ForeignKey("proposals.Proposal", models.CASCADE, null=True, blank=True, related_name="+")
    file_name = LineField("nama berkas", max_length=150)
    texts = models.JSONField("tulisan", default=dict)
    fields = models.JSONField("isian", default=dict)
    rest = models.JSONField("yang lain", default=list)
    created_at = models.DateTimeField("dibaca", default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "dokumen bawaan"
        verbose_name_plural = "dokumen bawaan"

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("proposals:brought", args=[self.pk])
