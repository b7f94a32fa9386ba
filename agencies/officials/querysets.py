"""Selections of officials that read as words."""

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from agencies.officials.offices import Office

if TYPE_CHECKING:
    from agencies.officials.models import Official


class OfficialQuerySet(models.QuerySet["Official"]):
    def standing(self) -> "OfficialQuerySet":
        """Those that were not called back as mistaken."""
        return self.filter(mistaken=False)

    def in_force(self, on: datetime.date) -> "OfficialQuerySet":
        """Those that hold their office on the day `on`."""
        return self.standing().filter(Q(until=None) | Q(until__gte=on), since__lte=on)

    def of_office(self, office: str, agency_id: int | None, title: str) -> "OfficialQuerySet":
        """All of one office; `agency_id` is of the agency whose head it is, `title` counts for one not in the list."""
        found = self.standing().filter(office=office, agency=agency_id)
        return found.filter(title__iexact=title) if office == Office.OTHER else found
