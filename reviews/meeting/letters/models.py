"""What the release of a meeting keeps of the letters on its outcomes."""

from django.db import models
from django.db.models import Q

from foundation.audit.triggers import append_only
from foundation.issued.models import IssuedPaper
from foundation.text.fields import LineField
from reviews.meeting.core.models import Decision


class SealedLetter(models.Model):
    """What the letter on one outcome says by the data of the release, as HTML, under the serial it reserved then.

    Letters of one city never share a number; those kept before numbers were noted have none here.
    """

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="sealed_letter", verbose_name="keputusan")
    paper = models.OneToOneField(IssuedPaper, models.PROTECT, related_name="+", verbose_name="naskah")
    number = LineField("nomor", max_length=80, blank=True)
    source = models.TextField("isi")

    class Meta:
        verbose_name = "isi surat hasil saat rilis"
        verbose_name_plural = "isi surat hasil saat rilis"
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="sealed_letter_number_once")
        ]
        triggers = append_only("sealed_letter")

    def __str__(self) -> str:
        return f"Surat {self.decision}"
