"""What somebody has copied into the ministry's portal, and archives of entries to take along."""

import secrets

from django.db import models

from competitions.core.models import Nomination
from competitions.entering.copying import FieldCopied
from competitions.entering.takingalong import TakenAlong


class CopiedField(FieldCopied):
    """That somebody has copied one field of an entry; `mark` is of what they copied."""

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="+", verbose_name="nominasi")

    class Meta(FieldCopied.Meta):
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

    page = "competitions:kipp_archive"

    nomination = models.ForeignKey(
        Nomination, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="satu entri saja"
    )
    file = models.FileField("berkas", upload_to=entry_archive_path, max_length=120, blank=True)

    class Meta(TakenAlong.Meta):
        verbose_name = "arsip entri KIPP"
        verbose_name_plural = "arsip entri KIPP"

    def __str__(self) -> str:
        return f"Arsip entri {self.edition}"
