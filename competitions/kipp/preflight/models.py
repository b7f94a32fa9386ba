"""Overrides of the pre-flight: a coordinator's word that a broken rule does not hold an entry back, and why."""

from collections.abc import Collection

from django.conf import settings
from django.db import models
from django.utils import timezone

from competitions.core.models import Nomination
from foundation.audit.triggers import append_only
from foundation.changes.triggers import noted
from foundation.text.fields import NoteField


class RuleOverrideQuerySet(models.QuerySet["RuleOverride"]):
    """Selections of overrides."""

    def reasons(self, nominations: Collection[int]) -> dict[int, dict[str, "RuleOverride"]]:
        """What holds now, by key of the nomination and code of the rule; one query."""
        found: dict[int, dict[str, RuleOverride]] = {}
        newest = self.filter(nomination__in=nominations).order_by("nomination_id", "rule", "-pk")
        for row in newest.distinct("nomination_id", "rule").select_related("by"):
            if row.holds:
                found.setdefault(row.nomination_id, {})[row.rule] = row
        return found


class RuleOverride(models.Model):
    """One word of a coordinator on one rule of one entry; the newest on each rule counts, and none is ever changed.

    `holds` is False where an override is taken back.
    """

    nomination = models.ForeignKey(
        Nomination, models.PROTECT, related_name="overrides", verbose_name="nominasi", db_index=False
    )
    rule = models.CharField("aturan", max_length=4)
    holds = models.BooleanField("dikecualikan")
    reason = NoteField("alasan", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="oleh")
    at = models.DateTimeField("waktu", default=timezone.now)

    objects = RuleOverrideQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "pengecualian aturan KIPP"
        verbose_name_plural = "pengecualian aturan KIPP"
        triggers = [*append_only("ruleoverride"), noted()]
        indexes = [models.Index(fields=["nomination", "rule", "-id"], name="override_newest")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="override_has_reason",
                violation_error_message="Tulis alasannya.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.reason}"
