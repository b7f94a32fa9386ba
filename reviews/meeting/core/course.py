"""What a meeting leaves of its course: how it came to each decision, its minutes, and what it speaks of now."""

from collections.abc import Iterable
from typing import Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from foundation.text.fields import TypedField
from proposals.core.sent import SentProposal
from proposals.core.workflow import Action
from reviews.meeting.core.models import Decision, Meeting

_SIGNED: Final = "(m.state <> 'prepared' OR m.chair_signed_at IS NOT NULL OR m.head_signed_at IS NOT NULL)"


def _kept_once_signed(name: str, what: str, meetings: Iterable[str]) -> pgtrigger.Trigger:
    """Refuses every change once somebody has signed; `meetings` is SQL for the keys of the meetings the row is of."""
    old, new = meetings
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF TG_OP <> 'INSERT' AND EXISTS (SELECT 1 FROM reviews_meeting m WHERE m.id IN ({old}) AND {_SIGNED})
                OR TG_OP <> 'DELETE' AND EXISTS (SELECT 1 FROM reviews_meeting m WHERE m.id IN ({new}) AND {_SIGNED})
            THEN
                RAISE EXCEPTION 'pgtrigger: {what} kept as signed';
            END IF;
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        """,  # noqa: S608 - built from the names below alone
    )


def _of_decision(row: str) -> str:
    return f"SELECT d.meeting_id FROM reviews_decision d WHERE d.id = {row}.decision_id"  # noqa: S608 - OLD or NEW


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
        triggers = [_kept_once_signed("vote_kept", "A vote is", (_of_decision("OLD"), _of_decision("NEW")))]

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
        triggers = [_kept_once_signed("minutes_kept", "The minutes are", ("OLD.meeting_id", "NEW.meeting_id"))]

    def __str__(self) -> str:
        return f"Notulen {self.meeting}"
