"""Selections of decision meetings that read as words."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, F, Q

from proposals.core.permissions import role_filters
from proposals.core.sent import SentProposal
from proposals.core.workflow import Action, Role
from reviews.procedure.models import Procedure

if TYPE_CHECKING:
    from agencies.core.models import User
    from reviews.meeting.core.models import Deviation, Meeting


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: "User") -> "MeetingQuerySet":
        """Meetings of coordinators and leaders; not those that decide on a proposal which this person must not see.

        So somebody with a conflict of interest takes no part in the meeting on that proposal, nor reads its papers.
        """
        if not (user.is_coordinator or user.is_leader):
            return self.none()
        roles = role_filters(user)
        hidden = SentProposal.objects.exclude(roles[Role.COORDINATOR] | roles[Role.LEADER])
        return self.exclude(decisions__proposal__in=hidden.order_by().values("pk"))

    def fixed(self) -> "MeetingQuerySet":
        """Those whose outcomes somebody has signed; nothing they rest on may change any more."""
        return self.exclude(state="prepared", chair_signed_at=None, head_signed_at=None)

    def to_be_signed_by(self, user: "User") -> "MeetingQuerySet":
        """Prepared meetings with decisions that by the procedure of their period wait for this person's signature."""
        both = Q(period__procedure__signers=Procedure.Signers.BOTH)
        missing = Q(chair=user, chair_signed_at=None) | both & Q(head=user, head_signed_at=None)
        return self.filter(missing, state="prepared", decisions__isnull=False).distinct()

    def with_counts(self) -> "MeetingQuerySet":
        """How many proposals each meeting decides on, and how many of them it praises."""
        return self.annotate(
            decided=Count("decisions"),
            praised=Count("decisions", filter=Q(decisions__action=Action.SHORTLIST)),
        )


class DeviationQuerySet(models.QuerySet["Deviation"]):
    def standing(self) -> "DeviationQuerySet":
        """Those allowed by whom the procedure of the period names now; an older one excuses nothing any more."""
        named, by = "meeting__period__procedure__deviations_by", Procedure.DeviationsBy
        return self.filter(Q((named, by.COORDINATOR)) | Q((named, by.CHAIR), allowed_by=F("meeting__chair")))
