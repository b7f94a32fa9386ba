"""The decision meeting that the demo year is preparing: the papers can be read and the outcomes be signed at once."""

import datetime
from typing import Final

from inovasi.demo.guard import MARK
from inovasi.demo.making.drafts import DemoKit
from proposals.core.sent import SentProposal
from proposals.core.workflow import Action, Role
from reviews.meeting.core.models import Meeting
from reviews.meeting.departures.departing import allow_passing_over
from reviews.meeting.departures.requirements import passed_over
from reviews.meeting.preparing import services as convening
from reviews.ranking.frozen import latest
from reviews.ranking.ranking import ranking

PRAISED, COACHED, INVITED = 6, 3, 6
SHORT_OF_REVIEWS: Final = f"Tahap yang tersisa digabung dengan penilaian proposal {MARK}"
DISPUTED: Final = f"Selisih nilai penilai belum diselesaikan {MARK}"


def store_meeting(desk: DemoKit, until: datetime.datetime) -> Meeting:
    """A meeting at the end of the year's events, its outcomes prepared and nothing in the way of signing them."""
    staff, leader = desk.cast.coordinator, desk.cast.leader
    meeting = Meeting(
        period=desk.period,
        title=f"Rapat penetapan inovasi daerah {desk.period.year} {MARK}",
        held_at=until,
        place=f"Ruang rapat Bapperida {MARK}",
        guests=f"Wakil Inspektorat {MARK}\nWakil Bagian Hukum {MARK}",
        chair=leader,
        head=staff,
        created_at=until,
    )
    convening.save_meeting(meeting, by=staff)
    came = [leader, staff, *desk.cast.reviewers[:INVITED]]
    convening.set_attendance(meeting, {person: person is not came[-1] for person in came}, by=staff)
    listed = SentProposal.objects.as_role(staff, Role.COORDINATOR).under_review().filter(period=desk.period)
    rows = [row for row in ranking(desk.period, listed, frozen=latest(desk.period, meeting.pk)) if row.place]
    praised = [row.proposal_id for row in rows if not any(each.unsettled for each in row.stages.values())][:PRAISED]
    # Innovations that really exist are never shown as turned down.
    invented = set(listed.filter(title__endswith=MARK).values_list("pk", flat=True)) - set(praised)
    coached = [row.proposal_id for row in reversed(rows) if row.proposal_id in invented][:COACHED]
    for action, keys in ((Action.PASS_OVER, coached), (Action.SHORTLIST, praised)):
        convening.decide(meeting, action, keys, by=staff, at=until)
        convening.decide(meeting, action, _left(meeting, keys), by=staff, deviation=SHORT_OF_REVIEWS, at=until)
    for one in passed_over(meeting):
        allow_passing_over(meeting, one.proposal.pk, by=staff, reason=DISPUTED, at=until)
    return meeting


def _left(meeting: Meeting, keys: list[int]) -> list[int]:
    """Those on which the meeting decides only by a deviation."""
    known = set(meeting.decisions.values_list("proposal_id", flat=True))
    return [key for key in keys if key not in known]
