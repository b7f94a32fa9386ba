"""Pages of a meeting's decree: its draft as a Word file, entering the signed one, and its scan."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from agencies.core.permissions import coordinators_only, leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from agencies.people.freshness import fresh_only
from foundation.issued.models import NotAsIssued
from foundation.issued.views import handed_out
from foundation.papers.official.decreedocx import decree_docx
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.models import Meeting
from reviews.meeting.core.pages import seen_meeting
from reviews.meeting.decree import decreeing, readying
from reviews.meeting.decree.drafting import draft_of
from reviews.meeting.decree.forms import DecreeForm, ReadyForm

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@coordinators_only
@fresh_only
def meeting_decree(request: SignedInRequest, pk: int) -> HttpResponse:
    """Number, date and scan of the signed decree; afterwards the same page puts them right."""
    decreed = seen_meeting(request, pk)
    if not decreed.is_released:
        messages.error(request, "Rilis hasil rapat lebih dahulu, lalu isi keputusan penetapannya.")
        return redirect(decreed)
    form = DecreeForm(request.POST or None, request.FILES or None, meeting=decreed)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, _carried_out(request, decreed, form))
        except (MeetingRefused, NotAsIssued) as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(decreed)
    context = {"form": form, "meeting": decreed, "named": decreeing.named(decreed)}
    return render(request, "reviews/meeting/decree/meeting_decree.html", context)


@coordinators_only
@fresh_only
def meeting_decree_ready(request: SignedInRequest, pk: int) -> HttpResponse:
    """Number and date with which the decree is issued to be signed in the portal; then its signatures."""
    decreed = seen_meeting(request, pk)
    if not decreed.is_released or decreed.decree_paper_id:
        messages.error(request, "Naskah keputusan terbit sesudah rilis, dan sebelum keputusannya diisi.")
        return redirect(decreed)
    ready = readying.newest_ready(decreed)
    known = {"number": ready.number, "date": ready.date} if ready else {}
    form = ReadyForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            made = readying.make_ready(decreed, **form.cleaned_data, by=request.user)
        except MeetingRefused as refusal:
            form.add_error(None, " ".join([str(refusal), *refusal.details]))
        else:
            return redirect("agencies:signature", made.paper_id)
    return render(
        request, "reviews/meeting/decree/decree_ready.html", {"form": form, "meeting": decreed, "ready": ready}
    )


def _carried_out(request: SignedInRequest, meeting: Meeting, form: DecreeForm) -> str:
    if "reason" in form.fields:
        reason = form.cleaned_data["reason"]
        bearing = decreeing.correct_decree(meeting, form.entered(), reason=reason, by=request.user)
        return f"Data SK diperbaiki, juga pada {bearing} inovasi yang ditetapkan."
    moved, left = decreeing.enter_decree(meeting, form.entered(), by=request.user)
    for proposal in left:
        messages.warning(request, f"{proposal.reference} tidak ditetapkan: {proposal.get_status_display().lower()}.")
    return f"{moved} usulan ditetapkan sebagai inovasi daerah."


@leaders_and_coordinators
def decree_scan(request: SignedInRequest, pk: int) -> HttpResponse:
    """The scan of the signed decree, for those who may see the meeting."""
    paper = seen_meeting(request, pk).decree_paper
    if paper is None:
        raise Http404
    return handed_out(request, paper)


@leaders_and_coordinators
def decree_word(request: SignedInRequest, pk: int) -> HttpResponse:
    """The draft as a Word file, for the legal bureau to work on."""
    meeting = seen_meeting(request, pk)
    if not meeting.is_released:
        raise Http404
    disposition = f'attachment; filename="konsep-keputusan-{meeting.pk}.docx"'
    return HttpResponse(decree_docx(draft_of(meeting)), content_type=WORD, headers={"Content-Disposition": disposition})
