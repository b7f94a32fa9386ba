"""The decree of a meeting as made ready to be signed in the portal."""

from django.db import models

from foundation.audit.triggers import append_only
from foundation.issued.models import IssuedPaper
from foundation.text.fields import LineField
from reviews.meeting.core.models import Meeting


class ReadyDecree(models.Model):
    """One final wording with the number and date it prints; the newest of a meeting counts."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="+", verbose_name="rapat")
    number = LineField("nomor", max_length=120)
    date = models.DateField("tanggal")
    paper = models.OneToOneField(IssuedPaper, models.PROTECT, related_name="+", verbose_name="naskah")

    class Meta:
        ordering = ["meeting", "-pk"]
        verbose_name = "naskah keputusan"
        verbose_name_plural = "naskah keputusan"
        triggers = append_only("ready_decree")

    def __str__(self) -> str:
        return f"{self.number}, {self.meeting}"
