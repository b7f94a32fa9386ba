"""Selections of slots that read as words."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from proposals.core.sent import SentProposal
from proposals.core.workflow import DECIDED, STANDING, UNDER_REVIEW, Role

if TYPE_CHECKING:
    from agencies.core.models import User
    from reviews.presenting.models import Slot


class SlotQuerySet(models.QuerySet["Slot"]):
    def coordinated_by(self, user: "User") -> "SlotQuerySet":
        """Those of proposals that the person coordinates; nobody sees one with a conflict of interest."""
        return self.filter(proposal__in=SentProposal.objects.as_role(user, Role.COORDINATOR).order_by().values("pk"))

    def judged_by(self, user: "User") -> "SlotQuerySet":
        """Those in which the person listens, as far as the person may review these proposals at all."""
        own = SentProposal.objects.as_role(user, Role.REVIEWER).order_by().values("pk")
        return self.filter(jury__reviewer=user, proposal__in=own)

    def ahead(self) -> "SlotQuerySet":
        """Still to be held."""
        return self.filter(state__in=("planned", "moved"))

    def left_behind(self) -> "SlotQuerySet":
        """Those whose proposal was decided on or taken back, or stands in another stage.

        One that is only being repaired keeps its time until it stands in a stage again.
        """
        elsewhere = Q(proposal__status__in=UNDER_REVIEW) & ~Q(proposal__review_round=F("stage__order"))
        return self.filter(elsewhere | Q(proposal__status__in=DECIDED) | ~Q(proposal__status__in=STANDING))
