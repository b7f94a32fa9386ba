"""Background work of decision meetings: their papers, how these are asked for, and the letters on outcomes."""

import logging

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from agencies.core.models import User
from agencies.inbox.notifications import tell
from foundation.queue.jobs import UNDER_WAY, JobState
from foundation.queue.losses import when_given_up
from foundation.queue.outage import OutageRetries, database_is_away
from reviews.meeting.core.models import Meeting
from reviews.meeting.papers import papers, printing, sealing
from reviews.meeting.papers.models import MeetingPaper, SealedPaper

logger = logging.getLogger(__name__)


@app.task(name="print_meeting_paper", queue="reports", retry=OutageRetries())
def print_meeting_paper(paper: int) -> None:
    """Prints one paper of a meeting; a failure is recorded in the job, where its reader finds it."""
    known = MeetingPaper.objects.select_related("meeting__period", "meeting__chair", "meeting__head", "requested_by")
    ordered = known.filter(pk=paper).first()
    if ordered is None or ordered.is_over:
        return
    try:
        printing.produce(ordered)
    except Exception as problem:
        if database_is_away(problem):
            raise
        logger.exception("Meeting paper %s failed", paper)
        ordered.move(JobState.FAILED)


@app.task(name="issue_meeting_papers", queue="reports", retry=OutageRetries())
def issue_papers(meeting: int) -> None:
    """Prints and issues what the release of a meeting kept; what is issued already stays as it is."""
    for sealed in SealedPaper.objects.filter(meeting=meeting).select_related("meeting__period").order_by("pk"):
        sealing.issue(sealed)


@when_given_up("issue_meeting_papers")
def issuing_given_up(meeting: int) -> None:
    """Tells who released it that its papers are not printed yet; whoever opens one has it printed and issued then."""
    released = Meeting.objects.select_related("released_by").get(pk=meeting)
    if released.released_by:
        tell(
            [released.released_by],
            f"Berkas {released} belum dapat dicetak: pekerjaannya terhenti tiga kali. Isinya sudah tersimpan saat "
            "rilis; buka berkasnya dari halaman rapat supaya dicetak lagi, atau hubungi teknisi portal.",
            url=released.get_absolute_url(),
        )


@when_given_up("print_meeting_paper")
def paper_given_up(paper: int) -> None:
    """Tells who asked for a paper that nobody prints it any more, because its worker died each time."""
    ordered = MeetingPaper.objects.select_related("meeting", "requested_by").get(pk=paper)
    if ordered.move(JobState.FAILED):
        tell(
            [ordered.requested_by],
            f"Berkas {ordered.name} untuk {ordered.meeting} tidak dapat dicetak: pekerjaannya terhenti tiga kali. "
            "Coba sekali lagi nanti, atau hubungi teknisi portal.",
            url=ordered.get_absolute_url(),
        )


@transaction.atomic
def order_paper(meeting: Meeting, name: str, *, by: User) -> MeetingPaper:
    """The paper as `by` may read it: one that says exactly this already, the own one under way, else a new one queued.

    A paper made for somebody else serves as well, because equal fingerprints mean equal words. What the release kept
    has its code for a fingerprint, because it never says anything else. Raises PaperClosed as `sealing.sealed_for`.
    """
    Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    sealed = sealing.sealed_for(meeting, name, by)
    content = sealed.code if sealed else papers.fingerprint(papers.paper_context(meeting, name, timezone.now(), by=by))
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
