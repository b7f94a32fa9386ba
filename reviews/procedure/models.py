"""The procedure of a period as data: what an outcome needs, who must be there, who signs and who may deviate."""

from typing import Any, Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from foundation.audit.triggers import append_only
from foundation.text.fields import NoteField
from proposals.core.period.models import Period
from proposals.core.workflow import Action
from reviews.procedure.guards import (
    CONTENT,
    period_gets_a_procedure,
    procedure_fixed_by_signature,
    procedure_frozen_when_scored,
)

EVERY: Final = "*"
"""Stands for all stages of the period, also those added later."""
FIRST: Final = "^"
"""Stands for the first stage, whatever its key."""


def every_stage() -> list[str]:
    """What praise needs by default."""
    return [EVERY]


def first_stage() -> list[str]:
    """What coaching needs by default."""
    return [FIRST]


class RuledPeriod(Period):
    """The period as its procedure is bound to it, without the floor below having to know of one."""

    class Meta:
        proxy = True
        verbose_name = "periode dengan tata cara"
        verbose_name_plural = "periode dengan tata cara"
        triggers = [period_gets_a_procedure()]


class Procedure(models.Model):
    """How outcomes come about in one period. Every period has one: a new one begins with that of the year before.

    Whoever signs has to be there: the chair always, the head where both sign.
    """

    class Signers(models.TextChoices):
        BOTH = "both", "Ketua rapat dan Kepala Bapperida"
        CHAIR = "chair", "Ketua rapat saja"

    class PassingOver(models.TextChoices):
        WITH_REASON = "reason", "Boleh, dengan alasan tertulis"
        NEVER = "never", "Tidak boleh"

    class DeviationsBy(models.TextChoices):
        COORDINATOR = "coordinator", "Koordinator Bapperida"
        CHAIR = "chair", "Ketua rapat"
        NOBODY = "nobody", "Tidak seorang pun"

    period = models.OneToOneField(Period, models.CASCADE, primary_key=True, related_name="procedure")
    in_meeting = models.BooleanField("hasil hanya diputus dalam rapat", default=True)
    quorum = models.PositiveSmallIntegerField(
        "kuorum (persen undangan yang hadir)", default=51, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    head_present = models.BooleanField("Kepala Bapperida harus hadir", default=True)
    signers = models.CharField("yang menyetujui hasil", max_length=8, choices=Signers, default=Signers.BOTH)
    shortlist_needs = ArrayField(
        models.CharField(max_length=40), verbose_name="tahap wajib untuk unggulan", default=every_stage, blank=True
    )
    coaching_needs = ArrayField(
        models.CharField(max_length=40), verbose_name="tahap wajib untuk pembinaan", default=first_stage, blank=True
    )
    reject_needs = ArrayField(
        models.CharField(max_length=40), verbose_name="tahap wajib untuk tidak layak", default=list, blank=True
    )
    passing_over = models.CharField(
        "melewati peringkat yang lebih baik", max_length=8, choices=PassingOver, default=PassingOver.WITH_REASON
    )
    deviations_by = models.CharField(
        "yang dapat mengizinkan penyimpangan", max_length=12, choices=DeviationsBy, default=DeviationsBy.COORDINATOR
    )
    repair_days = models.PositiveSmallIntegerField(
        "waktu perbaikan (hari kerja)", default=5, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )

    class Meta:
        verbose_name = "tata cara periode"
        verbose_name_plural = "tata cara periode"
        constraints = [
            models.CheckConstraint(condition=Q(quorum__gte=1, quorum__lte=100), name="procedure_quorum_is_a_share"),
            models.CheckConstraint(
                condition=Q(head_present=True) | ~Q(signers="both"),
                name="procedure_who_signs_is_there",
                violation_error_message="Kepala Bapperida hanya dapat menyetujui hasil bila hadir. Centang bahwa "
                "Kepala Bapperida harus hadir, atau pilih “Ketua rapat saja”.",
            ),
        ]
        triggers = [procedure_frozen_when_scored(), procedure_fixed_by_signature()]

    def __str__(self) -> str:
        return f"Tata cara {self.period}"

    def needs(self, action: str) -> list[str]:
        """Keys of the stages that this outcome needs, or the signs EVERY and FIRST; none for another action."""
        return {
            Action.SHORTLIST: self.shortlist_needs,
            Action.PASS_OVER: self.coaching_needs,
            Action.REJECT: self.reject_needs,
        }.get(Action(action), [])

    def content(self) -> dict[str, Any]:
        """The rules as they are kept in a version."""
        return {name: getattr(self, name) for name in CONTENT}


class ProcedureVersion(models.Model):
    """The procedure of a period as changed after its first score, and why."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="procedure_versions")
    version = models.PositiveSmallIntegerField("versi")
    note = NoteField("alasan", max_length=500)
    content = models.JSONField("tata cara", help_text="Every field of the procedure, by its name.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("waktu", default=timezone.now)

    class Meta:
        ordering = ["-version"]
        verbose_name = "versi tata cara"
        verbose_name_plural = "versi tata cara"
        constraints = [
            models.UniqueConstraint(fields=["period", "version"], name="procedure_version_once"),
            models.CheckConstraint(condition=~Q(note=""), name="procedure_version_has_note"),
        ]
        triggers = append_only("procedureversion")

    def __str__(self) -> str:
        return f"{self.period}, tata cara versi {self.version}"
