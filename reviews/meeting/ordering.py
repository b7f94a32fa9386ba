"""Asking the queue for work that somebody waits for: a dry run of assignments, or a paper of a meeting."""

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from foundation.jobs import UNDER_WAY, JobState
from reviews.meeting import papers
from reviews.meeting.models import Meeting
from reviews.meeting.prints import MeetingPaper
from reviews.meeting.tasks import print_meeting_paper


@transaction.atomic
def order_paper(meeting: Meeting, name: str, *, by: User) -> MeetingPaper:
    """The paper as `by` may read it: one that says exactly this already, the own one under way, else a new one queued.

    A paper made for somebody else serves as well, because equal fingerprints mean equal words.
    """
    Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    content = papers.fingerprint(papers.paper_context(meeting, name, timezone.now(), by=by))
    known = MeetingPaper.objects.filter(meeting=meeting, name=name)
    ready = known.filter(state=JobState.DONE, fingerprint=content).first()
    if ready:
        return ready
    under_way = known.filter(state__in=UNDER_WAY, requested_by=by).first()
    if under_way:
        return under_way
    paper = MeetingPaper.objects.create(meeting=meeting, name=name, requested_by=by, fingerprint=content)
    print_meeting_paper.defer(paper=paper.pk)
    return paper
