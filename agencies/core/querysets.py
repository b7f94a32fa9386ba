"""Selections of agencies, people and notifications that read as words."""

import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agencies.core.kinds import SCHOOL_KINDS

if TYPE_CHECKING:
    from agencies.core.models import Agency, Notification, User


class AgencyQuerySet(models.QuerySet["Agency"]):
    def active(self, on: datetime.date | None = None) -> "AgencyQuerySet":
        """Those that exist on the day `on` (default: today)."""
        day = on or timezone.localdate()
        return self.filter(
            Q(active_from=None) | Q(active_from__lte=day), Q(active_until=None) | Q(active_until__gte=day)
        )

    def in_target(self) -> "AgencyQuerySet":
        """The perangkat daerah that the yearly rule counts (36 in Pangkalpinang)."""
        return self.filter(in_target=True)

    def schools(self) -> "AgencyQuerySet":
        return self.filter(kind__in=SCHOOL_KINDS)

    def target_schools(self) -> "AgencyQuerySet":
        """The schools that the city's target counts: SD and SMP."""
        return self.filter(in_school_target=True)


class UserManager(DjangoUserManager["User"]):
    def coordinators(self) -> models.QuerySet["User"]:
        return self.filter(is_active=True, is_coordinator=True)

    def reviewers(self) -> models.QuerySet["User"]:
        return self.filter(is_active=True, is_reviewer=True)


class NotificationQuerySet(models.QuerySet["Notification"]):
    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)
