"""What is kept of a proposal for good: the frozen copies of each submission and every move, with names of their day."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone

from foundation.audit.triggers import append_only
from foundation.changes.triggers import Calling, noted
from foundation.text.fields import LineField, TypedField
from proposals.core.history.guards import says_what_is_unanswered
from proposals.core.querysets import EventQuerySet
from proposals.core.workflow import Action, Status


class Revision(models.Model):
    """The frozen copy of a proposal at one submission, and what agency, period and sender were called then."""

    proposal = models.ForeignKey("proposals.Proposal", models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField("revisi ke-")
    content = models.JSONField("isi")
    sha256 = models.CharField("SHA-256 isi", max_length=64)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("waktu", default=timezone.now)
    agency_name = LineField("nama instansi", max_length=160, blank=True)
    agency_short_name = LineField("nama singkat instansi", max_length=60, blank=True)
    agency_npsn = models.CharField("NPSN", max_length=8, blank=True)
    period_name = LineField("nama periode", max_length=120, blank=True)
    sender_name = LineField("nama pengirim", max_length=150, blank=True)

    class Meta:
        ordering = ["-number"]
        verbose_name = "revisi"
        verbose_name_plural = "revisi"
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="revision_number_once")]
        triggers = append_only("revision")

    def __str__(self) -> str:
        return f"Revisi {self.number}"


class Event(models.Model):
    """One move of one proposal: who did what, from where to where, and why. Never changed, never deleted.

    Whoever moved it and their office keep the names they had then; both are empty for automatic moves.
    """

    proposal = models.ForeignKey("proposals.Proposal", models.PROTECT, related_name="events")
    action = models.CharField("tindakan", max_length=12, choices=Action)
    source = models.CharField("dari", max_length=12, choices=Status)
    target = models.CharField("menjadi", max_length=12, choices=Status)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="Empty for the system."
    )
    note = TypedField("catatan", blank=True)
    at = models.DateTimeField("waktu", default=timezone.now)
    actor_name = LineField("nama pelaku", max_length=150, blank=True)
    office_name = LineField("nama singkat kantor", max_length=60, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "kejadian"
        verbose_name_plural = "kejadian"
        # What happened in a week is counted over all proposals.
        indexes = [models.Index(fields=["at"], include=["action", "proposal"], name="event_of_week")]
        triggers = [
            *append_only("event"),
            says_what_is_unanswered(),
            noted(),
            Calling("noted_insert", pgtrigger.Insert, "proposals_note_moved", after="come"),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} ({self.proposal_id})"

    def by(self, *, named: bool) -> str:
        """Who moved it: the person where that may be known, otherwise the office; "Sistem" for automatic moves."""
        if self.actor_id is None:
            return "Sistem"
        return self.actor_name if named else self.office_name
