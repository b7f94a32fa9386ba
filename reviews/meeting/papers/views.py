"""The papers of a decision meeting: short ones at once, long ones from the queue."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from agencies.core.permissions import leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from foundation.issued.views import handed_out
from foundation.papers.rendering import pdf_response
from foundation.queue.jobs import JobState
from reviews.meeting.core.pages import seen_meeting
from reviews.meeting.papers import papers, sealing
from reviews.meeting.papers.models import MeetingPaper
from reviews.meeting.papers.tasks import order_paper


@leaders_and_coordinators
def paper(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """A short paper, an issued one, or a long one that is made already; else it is made, and the reader watches."""
    meeting = seen_meeting(request, pk)
    if name not in papers.papers_of(meeting):
        raise Http404
    try:
        sealed = sealing.sealed_for(meeting, name, request.user)
    except sealing.PaperClosed as closed:
        raise Http404 from closed
    issued = sealing.issued(sealed) if sealed else None
    if issued:
        return handed_out(request, issued)
    if name in papers.SHORT and not sealed:
        context = papers.paper_context(meeting, name, timezone.now(), by=request.user)
        return pdf_response(papers.paper_pdf(context), f"{name}-{meeting.pk}.pdf")
    made = order_paper(meeting, name, by=request.user)
    if made.state == JobState.DONE:
        return pdf_response(made.read(), made.filename)
    return redirect(made)


def _own(request: SignedInRequest, pk: int, job: int) -> MeetingPaper:
    """A paper this person asked for, unless a conflict of interest was declared since: it may name that proposal."""
    mine = MeetingPaper.objects.filter(meeting=seen_meeting(request, pk), requested_by=request.user)
    found = get_object_or_404(mine.select_related("meeting"), pk=job)
    if request.user.conflicts.standing().filter(declared_at__gte=found.requested_at).exists():
        raise Http404
    return found


@leaders_and_coordinators
def paper_job(request: SignedInRequest, pk: int, job: int) -> HttpResponse:
    """How far a paper has come; the page asks again by itself until it is ready."""
    ordered = _own(request, pk, job)
    template = (
        "reviews/meeting/papers/_paper_job.html"
        if request.headers.get("HX-Request")
        else "reviews/meeting/papers/paper_job.html"
    )
    context = {"job": ordered, "title": papers.PAPERS[ordered.name], "meeting": ordered.meeting}
    return render(request, template, context)


@leaders_and_coordinators
def paper_file(request: SignedInRequest, pk: int, job: int) -> HttpResponse:
    """The paper as it was made for this person, also when the portal would say something newer by now."""
    made = _own(request, pk, job)
    if made.state != JobState.DONE:
        raise Http404
    return pdf_response(made.read(), made.filename)
