"""The decision meeting that the demo year is preparing: the papers can be read and the outcomes be signed at once."""

import datetime
from typing import Final

from django.utils import timezone

from inovasi.demo.drafts import DemoKit
from inovasi.demo.guard import MARK
from proposals.core.sent import SentProposal
from proposals.core.workflow import Action, Role
from reviews.meeting import services as convening
from reviews.meeting.models import Meeting
from reviews.ranking.ranking import ranking

PRAISED, COACHED, INVITED = 6, 3, 6
DAYS_AHEAD: Final = 7
HOUR: Final = datetime.time(9)


def store_meeting(desk: DemoKit, until: datetime.datetime) -> Meeting:
    """A meeting a week after the last day of the year's events, its outcomes prepared, signed by nobody."""
    staff = desk.cast.coordinator
    day = timezone.localdate(until) + datetime.timedelta(days=DAYS_AHEAD)
    meeting = Meeting(
        period=desk.period,
        title=f"Rapat penetapan inovasi daerah {desk.period.year} {MARK}",
        held_at=timezone.make_aware(datetime.datetime.combine(day, HOUR)),
        place=f"Ruang rapat Bapperida {MARK}",
        guests=f"Wakil Inspektorat {MARK}\nWakil Bagian Hukum {MARK}",
        chair=desk.cast.leader,
        head=staff,
        created_at=until,
    )
    convening.save_meeting(meeting, by=staff)
    convening.set_attendance(meeting, dict.fromkeys(desk.cast.reviewers[:INVITED], False), by=staff)
    listed = SentProposal.objects.as_role(staff, Role.COORDINATOR).under_review().filter(period=desk.period)
    # Innovations that really exist are never shown as turned down.
    coached = list(listed.filter(title__endswith=MARK).order_by("-number").values_list("pk", flat=True)[:COACHED])
    convening.decide(meeting, Action.PASS_OVER, coached, by=staff, at=until)
    ranked = [row for row in ranking(desk.period, listed) if row.here and row.here.enough and not row.here.unsettled]
    praised = [row.proposal_id for row in ranked if row.proposal_id not in coached][:PRAISED]
    convening.decide(meeting, Action.SHORTLIST, praised, by=staff, at=until)
    return meeting
