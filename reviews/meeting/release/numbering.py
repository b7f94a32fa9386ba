"""The numbers that the register of the office gives a meeting's papers: of the minutes, and of the first letter."""

import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind
from foundation.papers.official.numbers import numbers_from, series_fault
from foundation.text.plain import one_line
from reviews.meeting.core.carrying import coordinated
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.models import Meeting
from reviews.meeting.letters.letters import PAPER
from reviews.meeting.letters.models import SealedLetter

AGAIN: Final = "Isi nomor pertama yang lain di Nomor naskah."


@transaction.atomic
def enter_numbers(meeting: Meeting, *, number: str, letters_from: str, by: User) -> Meeting:
    """Stores the number of the minutes and that of the first outcome letter, on the record; empty ones stay open.

    Until the release both may be changed, also after the signatures. Afterwards minutes without a number may still get
    one. Raises MeetingRefused for others than coordinators, after that, and for a number that cannot be the first one.
    """
    current, number, letters_from = coordinated(meeting, by), one_line(number), one_line(letters_from)
    before = {"number": current.number, "letters_from": current.letters_from}
    after = {"number": number, "letters_from": letters_from}
    if after == before:
        return current
    if current.is_released and (current.number or letters_from != current.letters_from):
        raise MeetingRefused("Hasil rapat sudah dirilis, jadi nomor yang tercetak pada naskahnya tidak dapat diubah.")
    current.number, current.letters_from = number, letters_from
    if not current.is_released:
        check_letters(current, timezone.localdate())
    current.save(update_fields=["number", "letters_from"])
    ledger.append(EntryKind.DECISION, current, actor=by, before=before, after=after)
    return current


def check_letters(meeting: Meeting, day: datetime.date) -> None:
    """Raises MeetingRefused when letters of this day cannot be numbered from the number that was entered."""
    first = meeting.letters_from
    if not first:
        return
    if fault := series_fault(first, PAPER, day.year):
        raise MeetingRefused(f"{fault} {AGAIN}")
    wanted = numbers_from(first, PAPER, max(meeting.decisions.count(), 1))
    taken = SealedLetter.objects.filter(number__in=wanted).order_by("number").values_list("number", flat=True).first()
    if taken:
        raise MeetingRefused(f"Nomor {taken} sudah dipakai surat lain. {AGAIN}")
