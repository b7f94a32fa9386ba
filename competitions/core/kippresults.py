"""What the ministry found of an entry, stage by stage; never overwritten, a correction is a row of its own."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from competitions.core.kippguards import result_guards
from competitions.core.stages import PLACES, KippOutcome, KippStage
from foundation.audit.triggers import append_only
from foundation.changes.triggers import noted
from foundation.text.fields import LineField, NoteField

if TYPE_CHECKING:
    from competitions.core.models import Nomination

LOWEST, HIGHEST = Decimal(0), Decimal(100)


class KippResultQuerySet(models.QuerySet["KippResult"]):
    """Selections of results."""

    def standing(self) -> "KippResultQuerySet":
        """What holds now: nobody corrected it, and it is no withdrawal of one told in error."""
        return self.filter(corrected_by=None).exclude(outcome=KippOutcome.VOID)

    def newest(self) -> "KippResultQuerySet":
        """The last word on each stage, withdrawals among them."""
        return self.filter(corrected_by=None)


class KippResult(models.Model):
    """The outcome of one stage for one nomination, of which day, on which paper, and who told it.

    The first result of a stage is its only one; what was told wrongly is corrected by a row that names it and says why.
    """

    nomination = models.ForeignKey(
        "competitions.Nomination", models.PROTECT, related_name="results", verbose_name="nominasi"
    )
    stage = models.CharField("tahap", max_length=16, choices=KippStage)
    outcome = models.CharField("hasil", max_length=12, choices=KippOutcome)
    award = LineField("penghargaan", max_length=120, blank=True)
    score = models.DecimalField(
        "nilai", max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(LOWEST), MaxValueValidator(HIGHEST)],
    )  # fmt: skip
    decided_on = models.DateField("tanggal hasil")
    document = LineField("surat atau pengumuman", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="dicatat oleh")
    at = models.DateTimeField("dicatat", default=timezone.now)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="corrected_by"
    )
    reason = NoteField("alasan perbaikan", max_length=300, blank=True)

    objects = KippResultQuerySet.as_manager()

    class Meta:
        ordering = ["nomination", "pk"]
        verbose_name = "hasil KIPP"
        verbose_name_plural = "hasil KIPP"
        triggers = [*append_only("kippresult"), *result_guards(), noted()]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination", "stage"],
                condition=Q(corrects=None),
                name="kippresult_once",
                violation_error_message="Hasil tahap ini sudah dicatat. Perbaiki yang sudah ada dengan alasan.",
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__gte=LOWEST, score__lte=HIGHEST),
                name="kippresult_score_in_scale",
                violation_error_message="Nilai antara 0 dan 100.",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) & ~Q(outcome=KippOutcome.VOID) | Q(corrects__isnull=False) & ~Q(reason=""),
                name="kippresult_corrected_with_reason",
                violation_error_message="Tulis mengapa hasil ini diperbaiki.",
            ),
            models.CheckConstraint(
                condition=Q(stage=KippStage.AWARD, outcome=KippOutcome.PASSED) & ~Q(award="")
                | ~Q(stage=KippStage.AWARD, outcome=KippOutcome.PASSED) & Q(award=""),
                name="kippresult_award_named",
                violation_error_message="Sebutkan penghargaannya, misalnya Top 45; hanya untuk tahap penghargaan.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}: {self.words}"

    @property
    def words(self) -> str:
        """What was found, in words: the award, or whether it passed."""
        if self.stage == KippStage.AWARD and self.outcome == KippOutcome.FAILED:
            return "Tanpa penghargaan"
        return self.award or self.get_outcome_display()


def standing_outcomes(nomination: "Nomination") -> dict[str, str]:
    """The outcome that stands of each stage of a nomination; one query, none where its results are prefetched."""
    return outcomes_of(nomination.results.all())


def furthest(results: Iterable[KippResult]) -> KippResult | None:
    """The result of the last stage that was told, as it stands."""
    found = list(results)
    corrected = {one.corrects_id for one in found}
    standing = [one for one in found if one.pk not in corrected and one.outcome != KippOutcome.VOID]
    return max(standing, key=lambda one: (PLACES[one.stage], one.pk), default=None)


def outcomes_of(results: Iterable[KippResult]) -> dict[str, str]:
    """The last word on each stage among the results of one nomination, withdrawals among them."""
    found = list(results)
    corrected = {one.corrects_id for one in found}
    return {one.stage: one.outcome for one in found if one.pk not in corrected}
