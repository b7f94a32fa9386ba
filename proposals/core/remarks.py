"""Remarks of a coordinator on a section that is sent back for repair."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from proposals.core.periods import Section


class Remark(models.Model):
    """Something to mend, from the coordinator on returning or carried over from an earlier year's proposal."""

    proposal = models.ForeignKey("proposals.Proposal", models.CASCADE, related_name="remarks")
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="+", help_text="Empty: about the whole proposal."
    )
    text = models.TextField("catatan")
    event = models.ForeignKey(
        "proposals.Event", models.PROTECT, null=True, related_name="remarks", help_text="Empty: carried over."
    )
    created_at = models.DateTimeField("dibuat", default=timezone.now)
    answered_in = models.ForeignKey(
        "proposals.Revision", models.PROTECT, null=True, related_name="answered_remarks", verbose_name="dijawab dalam"
    )
    done_at = models.DateTimeField("ditandai selesai", null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = "catatan perbaikan"
        verbose_name_plural = "catatan perbaikan"

    def __str__(self) -> str:
        return self.text

    @property
    def is_answered(self) -> bool:
        """Whether the section changed in a later revision, or the proposer ticked the remark."""
        return self.answered_in_id is not None or self.done_at is not None
