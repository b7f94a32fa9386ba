"""Making the decree of a released meeting ready to be signed in the portal, and what came of it."""

import datetime
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import Q

from agencies.core.models import User
from agencies.officials.models import Official
from agencies.officials.picking import holder_of
from agencies.signing.asking import Undersigned, ask
from agencies.signing.models import SignatureState, WantedSignature
from agencies.signing.services import newest_of
from foundation.city import city
from foundation.issued.models import IssuedPaper, Subject
from foundation.issued.services import PaperHead, issue, renew
from foundation.papers.official.decree import decree_pdf
from foundation.signing.choosing import chosen
from foundation.text.plain import one_line
from reviews.meeting.core.carrying import coordinated
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.models import Meeting
from reviews.meeting.decree.drafting import SIGNED_AS, final_of
from reviews.meeting.decree.models import ReadyDecree
from reviews.meeting.decree.rules import date_fault

KIND: Final = "naskah-keputusan"
CHANGED: Final = "Nomor, tanggal, atau penanda tangannya berubah"


class SignedDecree(NamedTuple):
    """A decree that all have signed in the portal, with the file that carries their signatures."""

    ready: ReadyDecree
    paper: IssuedPaper


def make_ready(meeting: Meeting, number: str, date: datetime.date, *, by: User) -> ReadyDecree:
    """Issues the decree with this number and date as it goes to its signatory, who is asked where the records know one.

    The same number and date give back what was issued before, unless nobody has signed it and the records name somebody
    else for that day by now. Raises MeetingRefused before the release, once the decree
    was entered or its signing began, and with everything that a final decree still lacks.
    """
    number = one_line(number)
    _check(meeting, number, date)
    held = holder_of(city().signatories_of(SIGNED_AS)[0], date)
    electronic = chosen() is not None and held is not None and held.account_id is not None
    decree = final_of(meeting, number, date, electronic=electronic)
    if faults := decree.faults():
        raise MeetingRefused("Naskah keputusan belum dapat diterbitkan. Selesaikan dahulu:", faults)
    return _kept(meeting, number, date, decree_pdf(decree), held, by)


def newest_ready(meeting: Meeting) -> ReadyDecree | None:
    """The decree as last made ready."""
    return ReadyDecree.objects.filter(meeting=meeting).select_related("paper").first()


def signed_decree(meeting: Meeting) -> SignedDecree | None:
    """The decree as last made ready, once all have signed it; None before."""
    ready = newest_ready(meeting)
    states = WantedSignature.objects.of(ready.paper_id).values_list("state", flat=True) if ready else []
    if ready is None or set(states) != {SignatureState.SIGNED}:
        return None
    return SignedDecree(ready, newest_of(ready.paper))


def looked_after(coordinator: User) -> Q:
    """Named by `SIGNED_PAPERS`: the decrees of meetings that this coordinator may see."""
    seen = Meeting.objects.visible_to(coordinator).order_by().values("pk")
    return Q(pk__in=ReadyDecree.objects.filter(meeting__in=seen).values("paper"))


def _check(meeting: Meeting, number: str, date: datetime.date) -> None:
    if not meeting.is_released:
        raise MeetingRefused("Rilis hasil rapat lebih dahulu, lalu terbitkan naskah keputusannya.")
    if meeting.decree_paper_id:
        raise MeetingRefused("Keputusan rapat ini sudah diisi, jadi naskahnya tidak diterbitkan lagi.")
    if fault := date_fault(meeting, date):
        raise MeetingRefused(fault)
    ready = newest_ready(meeting)
    if ready is None or (ready.number, ready.date) == (number, date):
        return
    if _is_begun(ready):
        raise MeetingRefused(
            f"Naskah {ready.paper.serial} sudah mulai ditandatangani, jadi nomor dan tanggalnya tidak dapat diganti."
        )


def _is_begun(ready: ReadyDecree) -> bool:
    return WantedSignature.objects.of(ready.paper_id).exclude(state=SignatureState.WAITING).exists()


def _asks(ready: ReadyDecree, held: Official | None) -> bool:
    """Whether it is asked of whom the records name now; where they name nobody, there is nobody better to ask."""
    rows = WantedSignature.objects.of(ready.paper_id).select_related("account")
    return held is None or [Undersigned(one.office, one.name, one.account) for one in rows] == [
        Undersigned.by_record(held)
    ]


@transaction.atomic
def _kept(
    meeting: Meeting, number: str, date: datetime.date, content: bytes, held: Official | None, by: User
) -> ReadyDecree:
    current = coordinated(meeting, by)
    _check(current, number, date)
    ready = newest_ready(current)
    if ready and (ready.number, ready.date) == (number, date) and (_is_begun(ready) or _asks(ready, held)):
        return ready
    head = _head(current, number)
    paper = renew(head, content, by=by, reason=CHANGED) if ready else issue(head, content, by=by)
    if held:
        ask(paper, [Undersigned.by_record(held)], by=by, printed=True)
    return ReadyDecree.objects.create(meeting=current, number=number, date=date, paper=paper)


def _head(meeting: Meeting, number: str) -> PaperHead:
    return PaperHead(
        kind=KIND,
        kind_name="Keputusan penetapan inovasi daerah",
        subject=Subject.of(meeting),
        title=f"Keputusan {city().official_papers.decree.giver} nomor {number}",
        about=f"{meeting.title}, {meeting.period}",
        series=f"NK-{meeting.period.year}",
        filename="keputusan-{serial}.pdf",
    )
