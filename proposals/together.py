"""What people say about a proposal while it is written: remarks on sections, the discussion, and handing over."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from agencies.triggers import append_only
from proposals.periods import Section

LONGEST_MESSAGE = 4000


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


class Message(models.Model):
    """One contribution to the discussion between the proposing agency and the coordinators; never changed."""

    proposal = models.ForeignKey("proposals.Proposal", models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField("pesan", max_length=LONGEST_MESSAGE)
    at = models.DateTimeField("waktu", default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "pesan"
        verbose_name_plural = "pesan"
        triggers = append_only("message")

    def __str__(self) -> str:
        return self.text[:60]


class Handover(models.Model):
    """The writing passed on to a colleague of the same agency, with a note for them; never changed."""

    proposal = models.ForeignKey("proposals.Proposal", models.CASCADE, related_name="handovers")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="diserahkan kepada"
    )
    note = models.TextField("pesan serah terima")
    at = models.DateTimeField("waktu", default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "serah terima"
        verbose_name_plural = "serah terima"

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"
