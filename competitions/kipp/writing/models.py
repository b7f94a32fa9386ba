"""The texts of an entry, one row for each section of the edition's form that somebody has written."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone

from competitions.core.models import Nomination
from foundation.text.fields import TypedField

# Autosave stores every few seconds. Kept is what stood there before somebody else wrote, or before a pause.
KEPT = pgtrigger.Condition(
    "OLD.text IS DISTINCT FROM NEW.text AND (OLD.edited_by_id IS DISTINCT FROM NEW.edited_by_id "
    "OR NEW.edited_at > OLD.edited_at + interval '10 minutes' OR NEW.text = '')"
)


@pghistory.track(pghistory.UpdateEvent(condition=KEPT, row=pghistory.Old))
class EntryText(models.Model):
    """What was written into one section; `version` tells whether somebody else saved in between.

    `seed_digest` is of the parts of the record that the section may start from, as they were when its writer began or
    last said that the text is true to them.
    """

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="texts", verbose_name="nominasi")
    section = models.SlugField("bagian", max_length=40)
    text = TypedField("isi", blank=True)
    words = models.PositiveIntegerField("jumlah kata", default=0)
    version = models.PositiveIntegerField("versi", default=1)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="penulis")
    edited_at = models.DateTimeField("diubah", default=timezone.now)
    seed_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "naskah KIPP"
        verbose_name_plural = "naskah KIPP"
        constraints = [models.UniqueConstraint(fields=["nomination", "section"], name="entry_text_once")]

    def __str__(self) -> str:
        return f"{self.section} ({self.words} kata)"
