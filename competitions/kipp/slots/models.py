"""What coordinators say of entries when places are shared out, each sharing out as it was, and who signed it."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from competitions.core.models import Edition, Nomination
from competitions.kipp.slots.allocating import SlotInput, SlotVariant
from competitions.kipp.slots.guards import application_guard, signature_guard
from foundation.audit.triggers import append_only
from foundation.changes.triggers import noted
from foundation.text.fields import NoteField


@dataclass(frozen=True, slots=True)
class SlotWords:
    """What holds now of one entry: where a coordinator put it, and the score that one typed."""

    placed: "SlotWord | None" = None
    scored: "SlotWord | None" = None


class SlotWordQuerySet(models.QuerySet["SlotWord"]):
    """Selections of what coordinators said."""

    def standing(self, nominations: Collection[int]) -> dict[int, SlotWords]:
        """What holds now, by key of the nomination; one query."""
        placed: dict[int, SlotWord] = {}
        scored: dict[int, SlotWord] = {}
        for row in self.filter(nomination__in=nominations).order_by("pk").select_related("by"):
            (scored if row.kind == SlotWord.Kind.SCORE else placed)[row.nomination_id] = row
        return {key: SlotWords(placed.get(key), scored.get(key)) for key in {*placed, *scored}}


class SlotWord(models.Model):
    """One word of a coordinator on one entry; the newest of its kind counts, and none is ever changed.

    IN, OUT and FREE are of one kind: the last of them takes the place of those before.
    """

    class Kind(models.TextChoices):
        IN = "in", "Ditetapkan masuk"
        OUT = "out", "Dikeluarkan"
        FREE = "free", "Menurut urutan"
        SCORE = "score", "Nilai diisi"

    nomination = models.ForeignKey(
        Nomination, models.PROTECT, related_name="slot_words", verbose_name="nominasi", db_index=False
    )
    kind = models.CharField("penetapan", max_length=5, choices=Kind)
    score = models.DecimalField("nilai", max_digits=5, decimal_places=2, null=True)
    reason = NoteField("alasan", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="oleh")
    at = models.DateTimeField("waktu", default=timezone.now)

    objects = SlotWordQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "penetapan jatah KIPP"
        verbose_name_plural = "penetapan jatah KIPP"
        triggers = [*append_only("slotword"), noted()]
        indexes = [models.Index(fields=["nomination", "-id"], name="slot_word_newest")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="slot_word_has_reason", violation_error_message="Tulis alasannya."
            ),
            models.CheckConstraint(
                condition=Q(kind="score", score__gte=Decimal(0), score__lte=Decimal(100))
                | (~Q(kind="score") & Q(score=None)),
                name="slot_word_score",
                violation_error_message="Isi nilai antara 0 dan 100.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reason}"


class SlotRun(models.Model):
    """One sharing out as it was: what it rested on, and the row of each entry with its sentence. Never changed.

    `rows` are those of `allocate`, in its order; `quiet` is the sentence for whoever may not know of the last entry
    that got a place, `edge`.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="slot_runs", verbose_name="edisi")
    variant = models.CharField("cara", max_length=10, choices=SlotVariant)
    target = models.PositiveIntegerField("perangkat daerah yang diharapkan menominasikan")
    inputs = models.JSONField("masukan")
    rows = models.JSONField("hasil", help_text="[{key, group, fate, place, title, number, agency, text, edge, quiet}]")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="oleh")
    at = models.DateTimeField("waktu", default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "pembagian jatah KIPP"
        verbose_name_plural = "pembagian jatah KIPP"
        triggers = [*append_only("slotrun"), noted()]
        constraints = [
            models.CheckConstraint(condition=Q(variant__in=SlotVariant.values), name="slot_run_variant"),
        ]

    def __str__(self) -> str:
        return f"{self.get_variant_display()}, {self.edition}"

    def get_absolute_url(self) -> str:
        return reverse("competitions:slot_run", args=[self.edition.year, self.pk])

    @property
    def given(self) -> SlotInput:
        """What it rested on."""
        return SlotInput.model_validate(self.inputs)

    @property
    def chosen(self) -> list[dict[str, Any]]:
        """The rows of those that got a place, in their order."""
        return [row for row in self.rows if row["fate"] == "masuk"]

    @property
    def is_applied(self) -> bool:
        """Whether it was carried out."""
        return hasattr(self, "application")


class SlotSignature(models.Model):
    """That one coordinator agrees to a sharing out; two different ones have to."""

    run = models.ForeignKey(SlotRun, models.PROTECT, related_name="signatures", verbose_name="pembagian")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="oleh")
    at = models.DateTimeField("waktu", default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = "persetujuan pembagian jatah"
        verbose_name_plural = "persetujuan pembagian jatah"
        triggers = [*append_only("slotsignature"), signature_guard(), noted()]
        constraints = [models.UniqueConstraint(fields=["run", "by"], name="slot_signature_once")]

    def __str__(self) -> str:
        return f"{self.by}, {self.run}"


class SlotApplication(models.Model):
    """That a sharing out which two have signed was carried out."""

    run = models.OneToOneField(SlotRun, models.PROTECT, related_name="application", verbose_name="pembagian")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="oleh")
    at = models.DateTimeField("waktu", default=timezone.now)

    class Meta:
        verbose_name = "penerapan pembagian jatah"
        verbose_name_plural = "penerapan pembagian jatah"
        triggers = [*append_only("slotapplication"), application_guard(), noted()]

    def __str__(self) -> str:
        return f"{self.run} diterapkan"
