"""The decree that follows a released meeting: entered once with number, date and scan, and put right with a reason."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind
from foundation.city import city
from foundation.issued.models import Subject
from foundation.issued.services import PaperHead, SignedBy, issue, renew
from foundation.text.plain import as_typed, one_line
from proposals.core.moving.decrees import renumber
from proposals.core.moving.moves import Move
from proposals.core.sent import SentProposal
from proposals.core.workflow import PROMOTED, Action, sources
from reviews.meeting.core.carrying import coordinated, lock_proposals, perform_moves
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.models import Decision, Meeting
from reviews.meeting.decree.rules import date_fault

KIND: Final = "keputusan"
CORRECTED: Final = "Data keputusan diperbaiki"


@dataclass(frozen=True, slots=True)
class EnteredDecree:
    """What is entered of a signed decree: its number and date as printed on it, and the bytes of its scan (PDF).

    One that was signed in the portal comes with who signed it. A correction may do without a scan, which then stays.
    """

    number: str
    date: datetime.date | None
    scan: bytes = b""
    signed_by: Sequence[SignedBy] = ()


@transaction.atomic
def enter_decree(meeting: Meeting, entered: EnteredDecree, *, by: User) -> tuple[int, list[SentProposal]]:
    """Establishes what the released meeting shortlisted, under its decree, and keeps the scan as an issued paper.

    Returns how many moved now and the proposals left alone because they are neither shortlisted nor established any
    more. The same number again changes nothing more. Raises MeetingRefused before the release, when number, date or
    scan is missing or wrong, or with a number other than the one entered before.
    """
    current, number = coordinated(meeting, by), one_line(entered.number)
    _check(current, number, entered.date)
    if current.decree_paper_id and current.decree_number == number:
        return 0, _left(current)
    if current.decree_number not in ("", number):
        raise MeetingRefused(
            f"Rapat ini sudah ditetapkan dengan keputusan nomor {current.decree_number}. Simpan dengan nomor "
            "itu, lalu perbaiki nomornya dengan alasan bila memang salah."
        )
    if not entered.scan:
        raise MeetingRefused("Pilih pindaian keputusan yang sudah ditandatangani (PDF).")
    lock_proposals(current)
    waiting = [each for each in _praised(current) if each.proposal.status in sources(Action.ESTABLISH)]
    # What an older decree without a date and a scan established gets the date now.
    renumber([each.proposal_id for each in _praised(current)], current.decree_number, number, entered.date)
    current.decree_number, current.decree_date = number, entered.date
    current.decree_paper = issue(head_of(current), entered.scan, by=by, signed_by=entered.signed_by)
    current.save(update_fields=["decree_number", "decree_date", "decree_paper"])
    ledger.append(EntryKind.DECISION, current, actor=by, before={}, after=_told(current))
    perform_moves([Move(Action.ESTABLISH, each.proposal, number, decreed=entered.date) for each in waiting], by)
    return len(waiting), _left(current)


@transaction.atomic
def correct_decree(meeting: Meeting, entered: EnteredDecree, *, reason: str, by: User) -> int:
    """Puts number, date or scan of an entered decree right, on the meeting and on what it established.

    The scan before stays issued, as an older version. Returns how many proposals bear the number. Raises
    MeetingRefused without a reason, when nothing was entered yet, or when number or date is wrong.
    """
    current, number, why = coordinated(meeting, by), one_line(entered.number), as_typed(reason)
    _check(current, number, entered.date)
    if not current.decree_paper_id:
        raise MeetingRefused("Keputusan rapat ini belum diisi. Isi nomor, tanggal, dan pindaiannya lebih dahulu.")
    if not why:
        raise MeetingRefused("Tuliskan alasan perbaikan, lalu simpan lagi.")
    lock_proposals(current)
    before, old = _told(current), current.decree_number
    current.decree_number, current.decree_date = number, entered.date
    if entered.scan:
        current.decree_paper = renew(head_of(current), entered.scan, by=by, reason=CORRECTED)
    current.save(update_fields=["decree_number", "decree_date", "decree_paper"])
    ledger.append(EntryKind.DECISION, current, actor=by, before=before, after=_told(current) | {"reason": why})
    return renumber([each.proposal_id for each in _praised(current)], old, number, entered.date)


def named(meeting: Meeting) -> list[SentProposal]:
    """What the decree establishes, or where it was entered before what bears its number, by number; one query."""
    statuses = PROMOTED if meeting.decree_paper_id else sources(Action.ESTABLISH)
    return [each.proposal for each in _praised(meeting) if each.proposal.status in statuses]


def _check(meeting: Meeting, number: str, date: datetime.date | None) -> None:
    if not meeting.is_released:
        raise MeetingRefused("Rilis hasil rapat lebih dahulu, lalu isi keputusan penetapannya.")
    if not number:
        raise MeetingRefused("Isi nomor SK penetapan, seperti tertulis pada halaman pertamanya.")
    if fault := date_fault(meeting, date):
        raise MeetingRefused(fault)


def _praised(meeting: Meeting) -> list[Decision]:
    rows = meeting.decisions.filter(action=Action.SHORTLIST)
    return list(rows.select_related("proposal__period", "proposal__agency"))


def _left(meeting: Meeting) -> list[SentProposal]:
    return [each.proposal for each in _praised(meeting) if each.proposal.status not in PROMOTED]


def _told(meeting: Meeting) -> dict[str, str]:
    """What the record keeps of the decree."""
    paper = meeting.decree_paper
    return {
        "decree": meeting.decree_number,
        "date": meeting.decree_date.isoformat() if meeting.decree_date else "",
        "sha256": paper.sha256 if paper else "",
    }


def head_of(meeting: Meeting) -> PaperHead:
    """What is told of the scan before it has bytes."""
    giver = city().official_papers.decree.giver
    return PaperHead(
        kind=KIND,
        kind_name="Keputusan penetapan inovasi daerah",
        subject=Subject.of(meeting),
        title=f"Keputusan {giver} nomor {meeting.decree_number}"[:200],
        about=f"{meeting.title}, {meeting.period}"[:200],
        series=f"SK-{meeting.period.year}",
        filename="keputusan-{serial}.pdf",
    )
