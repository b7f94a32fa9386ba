"""Pages of decision meetings: preparing, signing, releasing and the decree."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies.core.permissions import coordinators_only, leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from agencies.people.freshness import fresh_only
from foundation.numbers import number_in
from foundation.once import sent_once
from proposals.core.sent import SentProposal
from proposals.core.workflow import Action, Role
from reviews.core.pages import chosen_period, query_without_page, stages_of
from reviews.meeting import choosing, papers, releasing, requirements, sealing, services
from reviews.meeting.consequences import consequences
from reviews.meeting.disputes import disputes
from reviews.meeting.forms import AttendanceForm, MeetingForm, ReopenForm, invited_people
from reviews.meeting.locking import MeetingRefused
from reviews.meeting.models import Meeting
from reviews.meeting.unsaid import unsaid
from reviews.ranking.filters import StageFilter
from reviews.ranking.frozen import latest
from reviews.ranking.ranking import in_order, ranked, ranking

PER_PAGE = 50
OUTCOMES_OFFERED = (Action.SHORTLIST, Action.PASS_OVER, Action.REJECT)


def seen_meeting(request: SignedInRequest, pk: int) -> Meeting:
    """The meeting, if this person may know of it; otherwise it does not exist."""
    found = Meeting.objects.visible_to(request.user).select_related("period__procedure", "chair", "head", "released_by")
    return get_object_or_404(found, pk=pk)


def keys_of(request: SignedInRequest) -> list[int]:
    """The proposals ticked on the page; what is no number is left out."""
    return [key for value in request.POST.getlist("pilih") if (key := number_in(value)) is not None]


def _tell(request: SignedInRequest, refusal: MeetingRefused) -> None:
    messages.error(request, str(refusal))
    for detail in refusal.details:
        messages.warning(request, detail)


def _carry_out(request: SignedInRequest, meeting: Meeting, work: Callable[[], str]) -> HttpResponse:
    """Runs one service, says what came of it, and goes back to the meeting."""
    try:
        done = work()
    except MeetingRefused as refusal:
        _tell(request, refusal)
    else:
        messages.success(request, done)
    return redirect(meeting)


@leaders_and_coordinators
def meeting_list(request: SignedInRequest) -> HttpResponse:
    rows = Meeting.objects.visible_to(request.user).with_counts().select_related("period").order_by("-held_at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "reviews/meeting/meetings.html", {"page_obj": page})


@leaders_and_coordinators
def meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = seen_meeting(request, pk)
    rows = papers.readable(shown, request.user)
    known = papers.lines(shown, rows, ranking(shown.period, rows, meeting=shown.pk))
    groups = papers.grouped(known)
    members = list(shown.members.select_related("person"))
    context = {
        "meeting": shown,
        "groups": groups,
        "frozen": latest(shown.period, shown.pk),
        "may_freeze": shown.is_open and request.user.is_coordinator,
        "disputes": disputes(known),
        "follows": consequences(
            (action, line.proposal.agency.short_name) for action, chosen in groups for line in chosen
        ),
        "members": members,
        "present": sum(member.present for member in members),
        "papers": papers.papers_of(shown),
        "to_sign": sealing.to_sign(shown, request.user) if shown.is_released else None,
        "may_sign": any(person == request.user and not moment for _, person, moment in shown.signatures()),
        **unsaid(request, shown, {line.proposal.pk for line in known}),
        "deviations": list(shown.deviations.select_related("proposal", "allowed_by").filter(proposal__in=rows)),
        "may_deviate": shown.is_open and requirements.may_deviate(shown, request.user),
        "reopen_form": ReopenForm(),
    }
    return render(request, "reviews/meeting/meeting.html", context)


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
    return render(request, "reviews/meeting/meeting_form.html", {"form": form, "meeting": edited})


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
    return render(request, "reviews/meeting/meeting_attendance.html", {"form": form, "meeting": edited})


@coordinators_only
def meeting_choose(request: SignedInRequest, pk: int) -> HttpResponse:
    """The ranked proposals under review, to be ticked and given an outcome."""
    edited = seen_meeting(request, pk)
    if request.method == "POST":
        return _decide(request, edited)
    rows = SentProposal.objects.as_role(request.user, Role.COORDINATOR).under_review().filter(period=edited.period)
    stages = stages_of(edited.period)
    picked = StageFilter(request.GET, rows, stages=stages)
    page = Paginator(in_order(edited.period, picked.qs, meeting=edited.pk), PER_PAGE).get_page(request.GET.get("page"))
    shown = rows.select_related("agency").in_bulk(list(page))
    decided = dict(edited.decisions.values_list("proposal_id", "action"))
    owners = rows.filter(pk__in=decided).values_list("pk", "agency__short_name")
    cut = choosing.cut_of(request, edited)
    context = {
        "meeting": edited,
        "filter": picked,
        "page_obj": page,
        "lines": choosing.offered(ranked(edited.period, list(shown), stages, meeting=edited.pk), shown, decided, cut),
        "frozen": latest(edited.period, edited.pk),
        "outcomes": OUTCOMES_OFFERED,
        "follows": consequences((decided[key], agency) for key, agency in owners),
        "query": query_without_page(request),
    } | choosing.shown_cut(request, edited, cut)
    return render(request, "reviews/meeting/meeting_choose.html", context)


def _decide(request: SignedInRequest, edited: Meeting) -> HttpResponse:
    chosen, action = keys_of(request), request.POST.get("action", "")
    if not chosen or action not in OUTCOMES_OFFERED:
        messages.error(request, "Centang sedikitnya satu usulan, lalu pilih hasilnya.")
        return redirect(request.get_full_path())
    try:
        note, deviation = request.POST.get("note", ""), request.POST.get("deviation", "")
        outcome = services.decide(edited, action, chosen, by=request.user, note=note, deviation=deviation)
    except MeetingRefused as refusal:
        _tell(request, refusal)
        return redirect(edited)
    if outcome.moved:
        messages.success(request, f"{Action(action).label}: {len(outcome.moved)} usulan disiapkan, belum dirilis.")
    for text in outcome.left_alone("tidak disiapkan"):
        messages.warning(request, text)
    return redirect(request.get_full_path())


@coordinators_only
@require_POST
def meeting_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    edited = seen_meeting(request, pk)

    def work() -> str:
        return f"{services.withdraw(edited, keys_of(request), by=request.user)} usulan dikeluarkan dari rapat."

    return _carry_out(request, edited, work)


@coordinators_only
@require_POST
def meeting_ask(request: SignedInRequest, pk: int) -> HttpResponse:
    waiting = seen_meeting(request, pk)

    def work() -> str:
        asked = services.ask_to_sign(waiting, by=request.user)
        names = " dan ".join(str(person) for person in asked)
        return f"{names} diberi tahu." if asked else "Keduanya sudah diberi tahu, atau tinggal Anda sendiri."

    return _carry_out(request, waiting, work)


@leaders_and_coordinators
@require_POST
@fresh_only
def meeting_sign(request: SignedInRequest, pk: int) -> HttpResponse:
    signed = seen_meeting(request, pk)

    def work() -> str:
        now = services.sign(signed, by=request.user)
        both = "Hasil rapat siap dirilis." if now.is_signed else "Menunggu persetujuan yang satu lagi."
        return f"Persetujuan Anda tercatat. {both}"

    return _carry_out(request, signed, work)


@coordinators_only
@require_POST
def meeting_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    opened = seen_meeting(request, pk)

    def work() -> str:
        services.reopen(opened, by=request.user, reason=request.POST.get("reason", ""))
        return "Penyusunan dibuka kembali. Kedua persetujuan perlu diberikan lagi."

    return _carry_out(request, opened, work)


@coordinators_only
@require_POST
@fresh_only
def meeting_release(request: SignedInRequest, pk: int) -> HttpResponse:
    released = seen_meeting(request, pk)

    def work() -> str:
        moved = releasing.release(released, by=request.user)
        if not moved:
            return "Hasil rapat ini sudah dirilis sebelumnya. Tidak ada yang dikirim ulang."
        return f"{moved} keputusan dirilis. Satu surat untuk setiap usulan sedang dikirim."

    return _carry_out(request, released, work)
