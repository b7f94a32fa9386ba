"""Selections of replications that read as words."""

from typing import TYPE_CHECKING

from django.db import models

from competitions.core.querysets import known_to

if TYPE_CHECKING:
    from agencies.core.models import User
    from competitions.replication.models import Replication


class ReplicationQuerySet(models.QuerySet["Replication"]):
    def current(self) -> "ReplicationQuerySet":
        """What holds now: neither corrected since nor withdrawn."""
        return self.filter(superseded_by=None, withdrawn=False)

    def newest(self) -> "ReplicationQuerySet":
        """The last version of each, those withdrawn among them."""
        return self.filter(superseded_by=None)

    def visible_to(self, user: "User") -> "ReplicationQuerySet":
        """Those of innovations that this person knows as proposer, coordinator or leader."""
        return self.filter(proposal__in=known_to(user).order_by().values("pk"))
