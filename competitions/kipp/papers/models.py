"""What somebody has copied into the ministry's portal, and archives of entries to take along."""

import secrets

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from competitions.core.models import Nomination
from competitions.core.takingalong import TakenAlong


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


class EntryArchive(TakenAlong):
    """One ZIP that somebody asked for: of one entry, or of all that the city sends."""

    nomination = models.ForeignKey(
        Nomination, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="satu entri saja"
    )
    file = models.FileField("berkas", upload_to=entry_archive_path, max_length=120, blank=True)

    class Meta(TakenAlong.Meta):
        verbose_name = "arsip entri KIPP"
        verbose_name_plural = "arsip entri KIPP"

    def __str__(self) -> str:
        return f"Arsip entri {self.edition}"

    def get_absolute_url(self) -> str:
        return reverse("competitions:kipp_archive", args=[self.edition.year, self.pk])
