"""The list of decision meetings, their facts and who is there."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from agencies.core.permissions import coordinators_only, leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from foundation.once import sent_once
from reviews.core.pages import chosen_period
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.models import Meeting
from reviews.meeting.core.pages import seen_meeting
from reviews.meeting.preparing import services
from reviews.meeting.preparing.forms import AttendanceForm, MeetingForm, invited_people

PER_PAGE = 50


@leaders_and_coordinators
def meeting_list(request: SignedInRequest) -> HttpResponse:
    rows = Meeting.objects.visible_to(request.user).with_counts().select_related("period").order_by("-held_at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "reviews/meeting/preparing/meetings.html", {"page_obj": page})


@coordinators_only
@sent_once(makes=Meeting)
def meeting_new(request: SignedInRequest) -> HttpResponse:
    period = chosen_period(request)
    if period is None:
        messages.error(request, "Buka periode lebih dahulu, lalu buat rapat penetapannya.")
        return redirect("proposals:periods")
    fresh = Meeting(period=period, title=f"Rapat penetapan inovasi daerah {period.year}")
    return _edit(request, fresh, "Rapat dibuat. Pilih usulan yang diputus.")


@coordinators_only
def meeting_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    return _edit(request, seen_meeting(request, pk), "Data rapat tersimpan.")


def _edit(request: SignedInRequest, edited: Meeting, done: str) -> HttpResponse:
    form = MeetingForm(request.POST or None, instance=edited)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_meeting(form.instance, by=request.user)
        except MeetingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(edited)
    return render(request, "reviews/meeting/preparing/meeting_form.html", {"form": form, "meeting": edited})


@coordinators_only
def attendance(request: SignedInRequest, pk: int) -> HttpResponse:
    edited = seen_meeting(request, pk)
    form = AttendanceForm(request.POST or None, people=invited_people(), members=edited.members.all())
    if request.method == "POST" and form.is_valid():
        try:
            services.set_attendance(edited, form.attendance(), by=request.user)
        except MeetingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Daftar hadir tersimpan.")
            return redirect(edited)
    return render(request, "reviews/meeting/preparing/meeting_attendance.html", {"form": form, "meeting": edited})
