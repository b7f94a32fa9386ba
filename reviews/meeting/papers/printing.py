"""Making a paper of a decision meeting in the queue, and clearing away those it replaces."""

from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from foundation.papers.layoutwatch import pages_told
from foundation.queue.jobs import JobState
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.models import Meeting
from reviews.meeting.papers import papers, sealing
from reviews.meeting.papers.models import MeetingPaper

LINES_PER_PAGE = 14  # what the bar expects of the ranked list and the lists made from it


def produce(paper: MeetingPaper) -> None:
    """Lays the paper out as things stand now, notes the progress and keeps it in the place of the reader's earlier one.

    What the release of the meeting kept is printed as it was kept, and issued. Raises MeetingRefused when the reader
    may not know of the meeting or of something in the paper any more.
    """
    if not Meeting.objects.visible_to(paper.requested_by).filter(pk=paper.meeting_id).exists():
        raise MeetingRefused("Rapat ini tidak tersedia lagi bagi peminta berkas.")
    sealed = sealing.sealed_for(paper.meeting, paper.name, paper.requested_by)
    if sealed:
        kept = sealing.issue(sealed, tell=lambda percent: paper.note(min(percent, 99), 100))
        _finish(paper, kept.read(), sealed.code)
        return
    context = papers.paper_context(paper.meeting, paper.name, timezone.now(), by=paper.requested_by)
    total = _pages_expected(context)
    paper.note(1, total)
    with pages_told(lambda pages: paper.note(min(pages, total - 1), total)):
        content = papers.paper_pdf(context)
    _finish(paper, content, papers.fingerprint(context))


def _finish(paper: MeetingPaper, content: bytes, fingerprint: str) -> None:
    paper.file.save(paper.filename, ContentFile(content), save=False)
    finished = {"fingerprint": fingerprint, "file": paper.file.name, "done": 1, "total": 1}
    with transaction.atomic():
        paper.move(JobState.DONE, **finished)
        _clear_earlier(paper)


def _pages_expected(context: dict[str, Any]) -> int:
    """About how many pages there will be; never exact, so the bar waits shortly before its end."""
    parts = {name for name, _, _ in context["parts"]}
    listed = len(context["lines"]) if "peringkat" in parts else 0
    decided = context["decided_count"] if "berita-acara" in parts else 0
    return len(parts) + len(context["praised"]) + (listed + decided) // LINES_PER_PAGE + 1


def _clear_earlier(paper: MeetingPaper) -> None:
    """Forgets what the same person was given of this paper before; the files go when the transaction is through."""
    same = MeetingPaper.objects.filter(meeting=paper.meeting_id, name=paper.name, requested_by=paper.requested_by_id)
    for old in same.filter(pk__lt=paper.pk, state__in=(JobState.DONE, JobState.FAILED)):
        if old.file:
            transaction.on_commit(partial(old.file.storage.delete, str(old.file.name)))
        old.delete()
