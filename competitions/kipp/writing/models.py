"""The texts of an entry, one row for each section somebody has written, and what readers remarked on them."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone

from competitions.core.models import Nomination
from foundation.audit.triggers import append_only
from foundation.text.fields import NoteField, TypedField

# Autosave stores every few seconds. Kept is what stood there before somebody else wrote, or before a pause.
KEPT = pgtrigger.Condition(
    "OLD.text IS DISTINCT FROM NEW.text AND (OLD.edited_by_id IS DISTINCT FROM NEW.edited_by_id "
    "OR NEW.edited_at > OLD.edited_at + interval '10 minutes' OR NEW.text = '')"
)


@pghistory.track(pghistory.UpdateEvent(condition=KEPT, row=pghistory.Old))
class EntryText(models.Model):
    """What was written into one section; `version` tells whether somebody else saved in between.

    `seed_digest` is of the parts of the record that the section may start from, as they were when its writer began or
    last said that the text is true to them; `seed` is what they said then, empty where that was not kept.
    """

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="texts", verbose_name="nominasi")
    section = models.SlugField("bagian", max_length=40)
    text = TypedField("isi", blank=True)
    words = models.PositiveIntegerField("jumlah kata", default=0)
    version = models.PositiveIntegerField("versi", default=1)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="penulis")
    edited_at = models.DateTimeField("diubah", default=timezone.now)
    seed_digest = models.CharField(max_length=64, blank=True)
    seed = TypedField("isi usulan saat itu", blank=True, editable=False)

    class Meta:
        verbose_name = "naskah KIPP"
        verbose_name_plural = "naskah KIPP"
        constraints = [models.UniqueConstraint(fields=["nomination", "section"], name="entry_text_once")]

    def __str__(self) -> str:
        return f"{self.section} ({self.words} kata)"


class EntryRemark(models.Model):
    """A remark of coach, coordinator or colleague on one section. Never changed, never deleted, never printed."""

    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="text_remarks", verbose_name="nominasi")
    section = models.SlugField("bagian", max_length=40)
    text = NoteField("catatan", max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("waktu", default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "catatan naskah KIPP"
        verbose_name_plural = "catatan naskah KIPP"
        triggers = append_only("entryremark")

    def __str__(self) -> str:
        return f"{self.section}: {self.text[:40]}"

    @property
    def is_done(self) -> bool:
        """Whether somebody who writes the text marked it as done."""
        return hasattr(self, "done")


class EntryRemarkDone(models.Model):
    """That a remark was seen to, once, by whom and when. Never changed, never deleted."""

    remark = models.OneToOneField(EntryRemark, models.PROTECT, related_name="done")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("waktu", default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "catatan naskah KIPP yang selesai"
        verbose_name_plural = "catatan naskah KIPP yang selesai"
        triggers = append_only("entryremarkdone")

    def __str__(self) -> str:
        return f"{self.remark} selesai"
