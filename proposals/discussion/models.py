"""What people say about a proposal while it is written: the discussion, and handing over."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from foundation.audit.triggers import append_only
from foundation.text.fields import LineField, TypedField

LONGEST_MESSAGE = 4000


class Message(models.Model):
    """One contribution to the discussion between the proposing agency and the coordinators; never changed.

    The names are those of its day; `agency_name` is empty where a coordinator speaks.
    """

    proposal = models.ForeignKey("proposals.Proposal", models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = TypedField("pesan", max_length=LONGEST_MESSAGE)
    at = models.DateTimeField("waktu", default=timezone.now)
    author_name = LineField("nama penulis", max_length=150, blank=True)
    agency_name = LineField("nama singkat instansi", max_length=60, blank=True)

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
    note = TypedField("pesan serah terima")
    at = models.DateTimeField("waktu", default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "serah terima"
        verbose_name_plural = "serah terima"

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"
