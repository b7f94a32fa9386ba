"""Pages of a meeting while it goes on: attendance, decisions one by one, minutes as typed, and the projector."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.core.permissions import coordinators_only, leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from foundation.numbers import number_in
from proposals.text.diffing import diff_words
from proposals.text.rendering import render_diff
from reviews.meeting.core.course import MeetingMinutes
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.models import Meeting
from reviews.meeting.core.pages import seen_meeting
from reviews.meeting.departures import requirements
from reviews.meeting.sitting import services as sitting
from reviews.meeting.sitting.agenda import Agenda, agenda
from reviews.meeting.sitting.forms import MinutesForm, RulingForm

CONFLICT, REFUSED, CLOSED = 409, 422, 423


@leaders_and_coordinators
def meeting_sitting(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the meeting speaks of now, what it has decided, who is there and what was said."""
    shown = seen_meeting(request, pk)
    return _page(request, shown, agenda(shown, request.user))


def _page(request: SignedInRequest, shown: Meeting, known: Agenda, **forms: Any) -> HttpResponse:
    item = known.current
    ruling = forms.get("ruling") or (RulingForm(initial=_as_ruled(known)) if item else None)
    minutes = forms.get("minutes") or MinutesForm(
        initial={"notulen": known.minutes.text, "versi": known.minutes.version}
    )
    writes = shown.is_open and request.user.is_coordinator
    context = {
        "meeting": shown,
        "agenda": known,
        "item": item,
        "asked": sitting.reasons_asked(shown, item.decision) if item and writes else [],
        "noted": list(shown.deviations.filter(proposal=item.key)) if item and writes else [],
        "may_deviate": requirements.may_deviate(shown, request.user),
        "ruling": ruling,
        "minutes_form": minutes,
        "conflict": forms.get("conflict"),
        "writes": writes,
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "reviews/meeting/sitting/sitting.html", context, status=status)


def _as_ruled(known: Agenda) -> dict[str, Any]:
    """What the form of the present proposal begins with: as prepared, or as decided before."""
    item = known.current
    assert item is not None  # noqa: S101 - asked with one alone
    counts = {}
    if item.vote and not item.vote.consensus:
        vote = item.vote
        counts = {"way": "suara", "agree": vote.agree, "against": vote.against, "abstain": vote.abstain}
    return {"action": item.decision.action, "note": item.decision.note, "seen": item.mark} | counts


@coordinators_only
@require_POST
def meeting_rule(request: SignedInRequest, pk: int, proposal: int) -> HttpResponse:
    """Decides on one proposal; what comes next is shown by itself."""
    held = seen_meeting(request, pk)
    form = RulingForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            said = {name: data[name] for name in ("note", "deviation", "seen")}
            sitting.rule(held, proposal, data["action"], form.ballot, by=request.user, **said)
        except MeetingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("reviews:meeting_sitting", pk)
    return _page(request, held, _called(agenda(held, request.user), proposal), ruling=form)


def _called(known: Agenda, proposal: int) -> Agenda:
    """The same agenda with this proposal as the one spoken of, so that a refused form stands beside its proposal."""
    item = next((each for each in known.items if each.key == proposal), known.current)
    return replace(known, current=item)


@coordinators_only
@require_POST
def meeting_call(request: SignedInRequest, pk: int) -> HttpResponse:
    """Calls one proposal up, here and on the projector."""
    held = seen_meeting(request, pk)
    try:
        sitting.speak_of(held, number_in(request.POST.get("usulan", "")) or 0, by=request.user)
    except MeetingRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("reviews:meeting_sitting", pk)


@coordinators_only
@require_POST
def meeting_present(request: SignedInRequest, pk: int, member: int) -> HttpResponse:
    """One tap: this person came, or did not after all. Answers with the list alone where the page asked in passing."""
    held = seen_meeting(request, pk)
    try:
        sitting.mark_present(held, member, request.POST.get("hadir") == "1", by=request.user)
    except MeetingRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reviews:meeting_sitting", pk)
    if "HX-Request" not in request.headers:
        return redirect("reviews:meeting_sitting", pk)
    context = {"meeting": held, "agenda": agenda(held, request.user), "writes": True}
    return render(request, "reviews/meeting/sitting/_attendance.html", context)


@coordinators_only
@require_POST
def meeting_minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stores the minutes where no script runs; a clash shows both versions."""
    held = seen_meeting(request, pk)
    form = MinutesForm(request.POST)
    if form.is_valid():
        try:
            written = _write(held, form, request)
        except MeetingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            if not written.clash:
                messages.success(request, "Notulen tersimpan.")
                return redirect("reviews:meeting_sitting", pk)
            conflict = _clash(written.minutes, form.cleaned_data["notulen"])
            form = MinutesForm({"notulen": form.cleaned_data["notulen"], "versi": written.minutes.version})
            return _page(request, held, agenda(held, request.user), minutes=form, conflict=conflict)
    return _page(request, held, agenda(held, request.user), minutes=form)


@coordinators_only
@require_POST
def meeting_minutes_autosave(request: SignedInRequest, pk: int) -> JsonResponse:
    """Stores the minutes while they are typed; answers as `proposals.writing.autosave` does."""
    held = seen_meeting(request, pk)
    form = MinutesForm(request.POST)
    answer: dict[str, Any] = {"saved": {}, "conflicts": [], "errors": {}, "tidied": {}}
    answer["at"] = f"{timezone.localtime():%H.%M}"
    if not form.is_valid():
        answer["errors"] = {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}
        return JsonResponse(answer, status=REFUSED)
    try:
        written = _write(held, form, request)
    except MeetingRefused as refusal:
        return JsonResponse({"refused": str(refusal)}, status=CLOSED)
    if written.clash:
        clash = _clash(written.minutes, form.cleaned_data["notulen"])
        html = render_to_string("proposals/writing/_conflict.html", {"conflict": clash})
        answer["conflicts"] = [{name: clash[name] for name in ("name", "stored", "base")} | {"html": html}]
        return JsonResponse(answer, status=CONFLICT)
    answer["saved"] = {"notulen": str(written.minutes.version)}
    return JsonResponse(answer)


def _write(held: Meeting, form: MinutesForm, request: SignedInRequest) -> sitting.WrittenMinutes:
    data = form.cleaned_data
    if "pakai_tersimpan" in request.POST:
        stored = MeetingMinutes.objects.filter(meeting=held).select_related("written_by").first()
        return sitting.WrittenMinutes(stored or MeetingMinutes(meeting=held), clash=False)
    return sitting.write_minutes(held, data["notulen"], data["versi"] or 0, by=request.user)


def _clash(stored: MeetingMinutes, typed: str) -> dict[str, Any]:
    """Both versions of the minutes, as the panel of the choice takes them."""
    return {
        "name": "notulen",
        "title": "Notulen",
        "stored": stored.text,
        "stored_reading": stored.text,
        "base": str(stored.version),
        "difference": render_diff(diff_words(stored.text, typed)),
        "by": stored.written_by,
        "at": f"{timezone.localtime(stored.written_at):%H.%M}" if stored.written_at else "",
    }


@leaders_and_coordinators
def meeting_screen(request: SignedInRequest, pk: int) -> HttpResponse:
    """For the projector: what is spoken of, its place and score, the cut, votes and what is decided; no reviewer.

    The page asks again by itself and is then given the part that changes.
    """
    shown = seen_meeting(request, pk)
    template = (
        "reviews/meeting/sitting/_screen.html"
        if "HX-Request" in request.headers
        else "reviews/meeting/sitting/screen.html"
    )
    return render(request, template, {"meeting": shown, "agenda": agenda(shown, request.user)})
