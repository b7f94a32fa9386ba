"""Asking for signatures, signing, opening again, numbering the papers and releasing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from agencies.core.models import User
from agencies.core.permissions import coordinators_only, leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from agencies.people.freshness import ask_again, fresh_only, is_answer
from reviews.meeting.core.lines import OUTCOMES_IN_ORDER
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.models import Meeting
from reviews.meeting.core.pages import carry_out, seen_meeting
from reviews.meeting.release import numbering, releasing, signing
from reviews.meeting.release.forms import RegisterNumbersForm


@coordinators_only
@require_POST
def meeting_ask(request: SignedInRequest, pk: int) -> HttpResponse:
    waiting = seen_meeting(request, pk)

    def work() -> str:
        asked = signing.ask_to_sign(waiting, by=request.user)
        names = " dan ".join(str(person) for person in asked)
        return f"{names} diberi tahu." if asked else "Keduanya sudah diberi tahu, atau tinggal Anda sendiri."

    return carry_out(request, waiting, work)


@leaders_and_coordinators
@require_POST
def meeting_sign(request: SignedInRequest, pk: int) -> HttpResponse:
    """Signs with the password or the second factor typed for this signature alone."""
    signed = seen_meeting(request, pk)
    if not is_answer(request):
        return ask_again(request)

    def work() -> str:
        now = signing.sign(signed, by=request.user)
        both = "Hasil rapat siap dirilis." if now.is_signed else "Menunggu persetujuan yang satu lagi."
        return f"Persetujuan Anda tercatat. {both}"

    return carry_out(request, signed, work)


@coordinators_only
@require_POST
def meeting_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    opened = seen_meeting(request, pk)

    def work() -> str:
        signing.reopen(opened, by=request.user, reason=request.POST.get("reason", ""))
        return "Penyusunan dibuka kembali. Kedua persetujuan perlu diberikan lagi."

    return carry_out(request, opened, work)


@coordinators_only
def meeting_numbers(request: SignedInRequest, pk: int) -> HttpResponse:
    """The numbers of its papers; they may be entered after the signatures."""
    numbered = seen_meeting(request, pk)
    known = {"number": numbered.number, "letters_from": numbered.letters_from}
    form = RegisterNumbersForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            numbering.enter_numbers(numbered, **form.cleaned_data, by=request.user)
        except MeetingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Nomor naskah tersimpan.")
            return redirect(numbered)
    return render(request, "reviews/meeting/release/meeting_numbers.html", {"form": form, "meeting": numbered})


@coordinators_only
@fresh_only
def meeting_release(request: SignedInRequest, pk: int) -> HttpResponse:
    """Names once more what would be released, and releases it when that was read."""
    released = seen_meeting(request, pk)
    if "yakin" in request.POST:
        return carry_out(request, released, lambda: _released(released, request.user))
    if not released.is_signed:
        messages.error(request, "Hasil rapat ini sudah dirilis, atau belum disetujui lengkap.")
        return redirect(released)
    rows = list(released.decisions.select_related("proposal__agency"))
    groups = [(action, [row for row in rows if row.action == action]) for action in OUTCOMES_IN_ORDER]
    context = {"meeting": released, "count": len(rows), "groups": [group for group in groups if group[1]]}
    return render(request, "reviews/meeting/release/meeting_release.html", context)


def _released(meeting: Meeting, by: User) -> str:
    moved = releasing.release(meeting, by=by)
    if not moved:
        return "Hasil rapat ini sudah dirilis sebelumnya. Tidak ada yang dikirim ulang."
    return f"{moved} keputusan dirilis. Satu surat untuk setiap usulan sedang dikirim."
