"""What the release of a meeting keeps of the letters on its outcomes."""

from django.db import models

from foundation.audit.triggers import append_only
from foundation.issued.models import IssuedPaper
from reviews.meeting.core.models import Decision


class SealedLetter(models.Model):
    """What the letter on one outcome says by the data of the release, as HTML, under the serial it reserved then."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="sealed_letter", verbose_name="keputusan")
    paper = models.OneToOneField(IssuedPaper, models.PROTECT, related_name="+", verbose_name="naskah")
    source = models.TextField("isi")

    class Meta:
        verbose_name = "isi surat hasil saat rilis"
        verbose_name_plural = "isi surat hasil saat rilis"
        triggers = append_only("sealed_letter")

    def __str__(self) -> str:
        return f"Surat {self.decision}"
