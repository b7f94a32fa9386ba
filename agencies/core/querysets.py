"""Selections of agencies, people and notifications that read as words."""

import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agencies.core.kinds import SCHOOL_KINDS, in_order


def schools_behind(relation: str) -> Q:
    """The condition for rows whose agency is a school; `relation` leads to it, such as "agency__".

    What is ticked goes before the kind: a school of the target is one whatever it calls itself.
    """
    ticked, kind = {f"{relation}in_school_target": True}, {f"{relation}kind__in": SCHOOL_KINDS}
    return Q(**ticked) | Q(**kind, **{f"{relation}in_target": False})


SCHOOLS = schools_behind("")

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
        return self.filter(SCHOOLS)

    def target_schools(self) -> "AgencyQuerySet":
        """The schools that the city's target counts, of whatever kind they are."""
        return self.filter(in_school_target=True)

    def kinds(self) -> list[str]:
        """The kinds that there are among these, in the order of the list; one query."""
        return in_order(self.order_by().values_list("kind", flat=True).distinct())


class UserManager(DjangoUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        """The person by name, whatever its case: commands ask so whether a name is taken."""
        return self.get(username__iexact=username)

    def coordinators(self) -> models.QuerySet["User"]:
        return self.filter(is_active=True, is_coordinator=True)

    def reviewers(self) -> models.QuerySet["User"]:
        return self.filter(is_active=True, is_reviewer=True)


class NotificationQuerySet(models.QuerySet["Notification"]):
    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)
