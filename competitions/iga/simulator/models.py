"""Scenarios: named lists of changes somebody would make, kept to look at again, to share and to compare."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone

from competitions.core.models import Edition
from competitions.iga.simulator.changes import AnyChange, read_changes
from competitions.iga.simulator.querysets import ScenarioQuerySet
from foundation.text.fields import LineField, NoteField


@pghistory.track(exclude=["changed_at"])
class Scenario(models.Model):
    """What somebody would do otherwise in one edition; `shared` shows it to leaders and all coordinators.

    `version` counts changes, so that two tabs overwrite nothing of each other.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="scenarios", verbose_name="edisi")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="pemilik")
    name = LineField("nama skenario", max_length=100)
    note = NoteField("catatan", max_length=300, blank=True)
    shared = models.BooleanField("dibagikan kepada pimpinan", default=False)
    changes = models.JSONField("perubahan", default=list, blank=True)
    version = models.PositiveIntegerField("versi", default=1, editable=False)
    created_at = models.DateTimeField("dibuat", default=timezone.now)
    changed_at = models.DateTimeField("diubah", default=timezone.now)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = "skenario indeks"
        verbose_name_plural = "skenario indeks"
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "owner", "name"],
                name="scenario_name_once",
                violation_error_message="Anda sudah memiliki skenario dengan nama ini. Pilih nama lain.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def steps(self) -> list[AnyChange]:
        """The changes, checked."""
        return read_changes(self.changes)
