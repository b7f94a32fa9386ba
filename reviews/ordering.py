"""Asking the queue for work that somebody waits for: a dry run of assignments, or a paper of a meeting."""

from django.db import transaction
from django.utils import timezone

from agencies.jobs import UNDER_WAY, JobState
from agencies.models import User
from reviews import papers_meeting
from reviews.models import AssignmentPlan, Meeting, MeetingPaper, ReviewStage
from reviews.tasks import print_meeting_paper, work_out_assignments


@transaction.atomic
def order_plan(stage: ReviewStage, *, by: User) -> AssignmentPlan:
    """Queues a dry run of assignments and returns it."""
    plan = AssignmentPlan.objects.create(stage=stage, created_by=by)
    work_out_assignments.defer(plan=plan.pk)
    return plan


@transaction.atomic
def order_paper(meeting: Meeting, name: str, *, by: User) -> MeetingPaper:
    """The paper as `by` may read it: one that says exactly this already, the own one under way, else a new one queued.

    A paper made for somebody else serves as well, because equal fingerprints mean equal words.
    """
    Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    content = papers_meeting.fingerprint(papers_meeting.paper_context(meeting, name, timezone.now(), by=by))
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
