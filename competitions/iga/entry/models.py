"""What an officer has copied into the ministry's form, archives to take along, and profiles that are kept for them."""

import secrets

from django.db import models
from django.utils import timezone

from competitions.entering.copying import FieldCopied
from competitions.entering.takingalong import TakenAlong
from competitions.iga.core.models import Candidacy


class EntryTick(FieldCopied):
    """That an officer has copied one field of an innovation; `mark` is of what they copied."""

    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="ticks")

    class Meta(FieldCopied.Meta):
        verbose_name = "isian yang disalin"
        verbose_name_plural = "isian yang disalin"
        constraints = [models.UniqueConstraint(fields=["candidacy", "key", "by"], name="entry_tick_once")]

    def __str__(self) -> str:
        return f"{self.key} dari {self.candidacy_id}"


def archive_path(archive: "EvidenceArchive", filename: str) -> str:
    """Where an archive lies in the storage; never the same place twice."""
    return f"arsip-iga/{secrets.token_hex(16)}.zip"


class EvidenceArchive(TakenAlong):
    """One ZIP that somebody asked for: of one innovation, or of everything the city sends."""

    page = "competitions:archive"

    candidacy = models.ForeignKey(
        Candidacy, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="satu inovasi saja"
    )
    file = models.FileField("berkas", upload_to=archive_path, max_length=120, blank=True)

    class Meta(TakenAlong.Meta):
        verbose_name = "arsip bukti"
        verbose_name_plural = "arsip bukti"

    def __str__(self) -> str:
        return f"Arsip bukti {self.edition}"


def profile_path(kept: "KeptProfile", filename: str) -> str:
    """Where a printed profile lies in the storage."""
    return f"arsip-iga/profil/{kept.fingerprint}.pdf"


class KeptProfile(models.Model):
    """A printed profile, kept while its content is the same, so that an archive begun anew prints nothing twice."""

    fingerprint = models.CharField(max_length=64, unique=True)
    file = models.FileField(upload_to=profile_path, max_length=120)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "profil tercetak"
        verbose_name_plural = "profil tercetak"

    def __str__(self) -> str:
        return self.fingerprint
