"""Selections of scenarios."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from agencies.core.models import User
    from competitions.iga.simulator.models import Scenario


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def visible_to(self, user: "User") -> "ScenarioQuerySet":
        """One's own, and those that others share."""
        return self.filter(Q(owner=user) | Q(shared=True))
