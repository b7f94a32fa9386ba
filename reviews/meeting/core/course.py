"""What a meeting leaves of its course: how it came to each decision, its minutes, and what it speaks of now."""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from foundation.text.fields import TypedField
from proposals.core.sent import SentProposal
from proposals.core.workflow import Action
from reviews.core.signed import kept_once_signed
from reviews.meeting.core.models import Decision, Meeting

_OF_DECISION: Final = "SELECT d.meeting_id FROM reviews_decision d WHERE d.id = {row}.decision_id"


class Vote(models.Model):
    """How a decision came about: by consensus, or by votes counted. It is of the outcome that was decided on then."""

    decision = models.OneToOneField(Decision, models.CASCADE, primary_key=True, related_name="vote")
    action = models.CharField("hasil", max_length=12, choices=Action)
    consensus = models.BooleanField("mufakat")
    agree = models.PositiveSmallIntegerField("setuju", default=0)
    against = models.PositiveSmallIntegerField("tidak setuju", default=0)
    abstain = models.PositiveSmallIntegerField("abstain", default=0)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("dicatat", default=timezone.now)

    class Meta:
        verbose_name = "suara"
        verbose_name_plural = "suara"
        constraints = [
            models.CheckConstraint(
                condition=Q(consensus=True, agree=0, against=0, abstain=0) | Q(consensus=False, agree__gt=F("against")),
                name="vote_carries_its_decision",
            )
        ]
        triggers = [kept_once_signed("vote_kept", "A vote is kept as signed", _OF_DECISION)]

    def __str__(self) -> str:
        return f"{self.decision}: {self.words}"

    @property
    def cast(self) -> int:
        """How many votes were cast."""
        return self.agree + self.against + self.abstain

    @property
    def words(self) -> str:
        """The vote as the page and the minutes write it."""
        if self.consensus:
            return "mufakat"
        return f"setuju {self.agree}, tidak setuju {self.against}, abstain {self.abstain}"


def vote_of(decision: Decision) -> Vote | None:
    """How the decision came about, as long as its outcome is still the one that was decided on."""
    vote = getattr(decision, "vote", None)
    return vote if vote and vote.action == decision.action else None


class MeetingMinutes(models.Model):
    """What is written down while a meeting goes on, and the proposal that it speaks of when somebody chose one."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, primary_key=True, related_name="minutes")
    text = TypedField("notulen", blank=True, max_length=20000)
    version = models.PositiveIntegerField("versi", default=0)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField("ditulis", null=True)
    current = models.ForeignKey(SentProposal, models.SET_NULL, null=True, related_name="+", db_constraint=False)

    class Meta:
        verbose_name = "notulen rapat"
        verbose_name_plural = "notulen rapat"
        triggers = [kept_once_signed("minutes_kept", "The minutes are kept as signed")]

    def __str__(self) -> str:
        return f"Notulen {self.meeting}"
