"""The draft of the decree that follows a released meeting: its data, from the meeting and its day."""

import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.formats import date_format

from agencies.core.naming import official_names
from agencies.officials.picking import signatory_for
from foundation.city import city
from foundation.papers.official.decree import Decree, written
from foundation.papers.official.frames import DECREE, frame
from foundation.papers.official.numbers import DOTS
from proposals.core.guide.profile import answer_words
from proposals.core.sent import SentProposal
from proposals.core.workflow import PROMOTED, Action
from reviews.meeting.core.models import Meeting
from reviews.ranking.frozen import latest
from reviews.ranking.ranking import ranking

WORDING: Final = "penetapan_inovasi"
SIGNED_AS: Final = "surat_keputusan_penetapan"
TEMPLATE: Final = "papers/official/decree.html"
TOLD: Final = ("innovation_type", "form", "stage", "applied_date")


def draft_of(meeting: Meeting) -> Decree:
    """The decree on what a released meeting praised, in the order of its ranking, with the names of the release.

    It is a draft as long as it has no number, or as something of it is not certain, as an unconfirmed citation.
    """
    number, date = meeting.decree_number, meeting.decree_date
    decree = _written(meeting, draft=False, number=number, date=date)
    return _written(meeting, draft=True, number=number, date=date) if decree.faults() else decree


def final_of(meeting: Meeting, number: str, date: datetime.date, *, electronic: bool) -> Decree:
    """The decree with this number and date, as it goes to who signs it; `faults` says what it still lacks."""
    return _written(meeting, draft=False, number=number, date=date, electronic=electronic)


def draft_context(meeting: Meeting, name: str) -> dict[str, Any]:
    """The draft as a paper of the meeting under this name, see reviews/meeting/papers/papers.py."""
    decree = draft_of(meeting)
    return {
        "template": TEMPLATE,
        "decree": decree,
        "frame": frame(DECREE, draft=decree.draft),
        "parts": [(name, TEMPLATE, False)],
        "lines": [],
        "praised": [],
    }


def minutes_cited(meeting: Meeting) -> str:
    """How decrees and letters cite the minutes: with number and date."""
    day = date_format(timezone.localtime(meeting.held_at), "j F Y")
    return f"Berita Acara Nomor {meeting.number or DOTS * 3} tanggal {day}"


def _written(
    meeting: Meeting, *, draft: bool, number: str, date: datetime.date | None, electronic: bool = False
) -> Decree:
    """Signed by who does on the day of the decree, which is today while it has no date."""
    day = date or timezone.localdate()
    return written(
        WORDING,
        year=meeting.period.year,
        rows=_rows(meeting),
        minutes=minutes_cited(meeting),
        signatory=signatory_for(city().signatories_of(SIGNED_AS)[0], day),
        numbered_in=day.year,
        in_meeting=meeting.procedure.in_meeting,
        number=number or None,
        date=date,
        draft=draft,
        electronic=electronic,
    )


def _rows(meeting: Meeting) -> list[list[str]]:
    """A row of the annex for each praised proposal that was not taken back since."""
    praised = meeting.decisions.filter(action=Action.SHORTLIST)
    rows = SentProposal.objects.filter(pk__in=praised.order_by().values("proposal"), status__in=PROMOTED)
    known = rows.select_related("period__guide").in_bulk()
    names = official_names({one.agency_id for one in known.values()}, meeting.released_at or timezone.now())
    ordered = [
        known[row.proposal_id] for row in ranking(meeting.period, rows, frozen=latest(meeting.period, meeting.pk))
    ]
    return [
        [f"{place}.", one.title, names[one.agency_id], *(answer_words(key, one, one.period.guide) for key in TOLD)]
        for place, one in enumerate(ordered, 1)
    ]
