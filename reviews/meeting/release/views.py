"""Asking for signatures, signing, opening again and releasing."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from agencies.core.permissions import coordinators_only, leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from agencies.people.freshness import fresh_only
from reviews.meeting.core.pages import carry_out, seen_meeting
from reviews.meeting.release import releasing, signing


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
@fresh_only
def meeting_sign(request: SignedInRequest, pk: int) -> HttpResponse:
    signed = seen_meeting(request, pk)

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
@require_POST
@fresh_only
def meeting_release(request: SignedInRequest, pk: int) -> HttpResponse:
    released = seen_meeting(request, pk)

    def work() -> str:
        moved = releasing.release(released, by=request.user)
        if not moved:
            return "Hasil rapat ini sudah dirilis sebelumnya. Tidak ada yang dikirim ulang."
        return f"{moved} keputusan dirilis. Satu surat untuk setiap usulan sedang dikirim."

    return carry_out(request, released, work)
