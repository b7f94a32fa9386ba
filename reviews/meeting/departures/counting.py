"""How often a period departed from its procedure or set a conflict of interest aside, for the leader's page."""

from collections.abc import Collection

from proposals.core.period.models import Period
from reviews.core.models import Assignment, Interest
from reviews.meeting.core.models import Deviation, Meeting


def departures(period: Period, closed: Collection[int] = ()) -> int:
    """Deviations of meetings that somebody signed, reviews kept and conflicts lifted against the record; one query.

    `closed` are the keys of the proposals that the reader may not know of.
    """
    deviations = Deviation.objects.filter(meeting__in=Meeting.objects.filter(period=period).fixed().order_by())
    kept = Assignment.objects.active().filter(stage__period=period).exclude(override_reason="")
    lifted = Interest.objects.lifted().filter(proposal__period=period)
    rows = [each.exclude(proposal__in=closed).order_by().values("pk") for each in (deviations, kept, lifted)]
    return rows[0].union(*rows[1:], all=True).count()
