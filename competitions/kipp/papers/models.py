"""What somebody has copied into the ministry's portal, and archives of entries to take along."""

import secrets

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone

from competitions.core.models import Edition, Nomination
from foundation.queue.jobs import Job


class CopiedField(models.Model):
    """That somebody has copied one field of an entry; `mark` is of what they copied."""

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="+", verbose_name="nominasi")
    key = models.SlugField("isian", max_length=40)
    mark = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField("disalin", default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "isian KIPP yang disalin"
        verbose_name_plural = "isian KIPP yang disalin"
        constraints = [models.UniqueConstraint(fields=["nomination", "key", "by"], name="copied_field_once")]

    def __str__(self) -> str:
        return f"{self.key} dari {self.nomination_id}"


def entry_archive_path(archive: "EntryArchive", filename: str) -> str:
    """Where an archive lies in the storage; never the same place twice."""
    return f"arsip-kipp/{secrets.token_hex(16)}.zip"


class EntryArchive(Job):
    """One ZIP that somebody asked for: of one entry, or of all that the city sends.

    `inside` are the keys of the proposals in it: it opens only while its owner may know them all.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+", verbose_name="edisi")
    nomination = models.ForeignKey(
        Nomination, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="satu entri saja"
    )
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    requested_at = models.DateTimeField("diminta", default=timezone.now)
    file = models.FileField("berkas", upload_to=entry_archive_path, max_length=120, blank=True)
    size = models.PositiveBigIntegerField("ukuran (bita)", default=0)
    inside = ArrayField(models.BigIntegerField(), verbose_name="usulan di dalamnya", default=list)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        verbose_name = "arsip entri KIPP"
        verbose_name_plural = "arsip entri KIPP"

    def __str__(self) -> str:
        return f"Arsip entri {self.edition}"

    def get_absolute_url(self) -> str:
        return reverse("competitions:kipp_archive", args=[self.edition.year, self.pk])
