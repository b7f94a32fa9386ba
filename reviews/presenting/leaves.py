"""Who left a jury, as a table that the database alone writes, and the account as juries follow it."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from agencies.core.models import User
from foundation.changes.triggers import noted
from foundation.issued.models import IssuedPaper
from reviews.presenting import guards
from reviews.presenting.models import Slot


class JuryLeave(models.Model):
    """That somebody left the jury of a slot still to come; written by the database alone, whatever the reason.

    `sequence` and `invitation` are of the entry and the letter that now fall away, `told_at` says when the person was
    told, and `filled` that somebody else sits there now or that the coordinator wants nobody.
    """

    slot = models.ForeignKey(Slot, models.CASCADE, related_name="leaves")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sequence = models.PositiveIntegerField("perubahan ke")
    invitation = models.ForeignKey(IssuedPaper, models.PROTECT, null=True, related_name="+")
    left_at = models.DateTimeField("keluar", default=timezone.now)
    told_at = models.DateTimeField("diberi tahu", null=True)
    filled = models.BooleanField("terganti", default=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "juri yang keluar"
        verbose_name_plural = "juri yang keluar"
        triggers = [noted()]

    def __str__(self) -> str:
        return f"{self.reviewer}, {self.slot}"

    @property
    def as_it_was(self) -> Slot:
        """The slot as it is to be taken out of the person's calendar, whatever became of it since."""
        self.slot.sequence = self.sequence
        return self.slot


class JuryPerson(User):
    """The account as juries follow it; only a table for a trigger."""

    class Meta:
        proxy = True
        verbose_name = "akun yang mengubah juri"
        verbose_name_plural = "akun yang mengubah juri"
        triggers = [guards.account_leaves_jury()]
