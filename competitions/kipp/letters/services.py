"""Writes on the letters of an entry: giving one, replacing it, what is said of it, and removing it.

Each holds the row of the nomination and asks whether its letters are open to this person.
"""

import datetime
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from competitions.core.models import Nomination
from competitions.kipp.letters.models import EntryLetter
from competitions.kipp.letters.opening import closed_because
from competitions.kipp.letters.refusals import LetterRefused
from competitions.kipp.letters.storing import NewLetter, store_letters
from competitions.kipp.letters.tasks import scan_letter
from competitions.rules.kipprules import KippPaper
from proposals.core.sent import SentProposal
from proposals.filechecks.check import Verdict

NOTHING_SEEN: Final = "0"
"""What a page hands back that showed no letter."""
MOST_EVER: Final = 60
"""Letters of one nomination, those that were replaced among them."""
CHANGED: Final = (
    "Surat ini baru saja diganti atau diubah orang lain, atau di tab lain, menjadi seperti di bawah ini. Isian Anda "
    "belum tersimpan; periksa, lalu unggah lagi bila perlu."
)


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What is said of a letter."""

    signed_on: datetime.date
    document_number: str = ""


def open_letters(nomination: int, by: User) -> Nomination:
    """The nomination with its row locked. Raises LetterRefused when this person may not give its letters now."""
    rows = Nomination.objects.select_for_update(of=("self",)).select_related("edition", "proposal")
    current = rows.get(pk=nomination)
    if reason := closed_because(current.edition, current.state, SentProposal.objects.roles_of(by, current.proposal)):
        raise LetterRefused(reason)
    return current


@transaction.atomic
def give(
    nomination: int, paper: KippPaper, verdict: Verdict | None, facts: LetterFacts, *, by: User, seen: str
) -> EntryLetter:
    """Stores a letter that was judged good, in the place of the one that stands; without one only what is said of it.

    `seen` is `seen_as` of the letter that the page showed. The same letter sent twice stays one. With a scanner it
    waits for its verdict. Raises LetterRefused as `open_letters` does, when somebody was faster, and beyond what an
    entry holds; OSError when it cannot be stored.
    """
    current = open_letters(nomination, by)
    standing = EntryLetter.objects.filter(nomination=current, paper=paper.key).first()
    is_same = standing is not None and (verdict is None or verdict.sha256 == standing.sha256)
    if standing and is_same and _said(standing) == facts and not standing.is_infected:
        return standing
    if seen != (standing.seen_as if standing else NOTHING_SEEN):
        raise LetterRefused(CHANGED)
    if standing and is_same and not standing.is_infected:
        return _say(standing, facts)
    if verdict is None:
        raise LetterRefused("Pilih berkas suratnya, lalu unggah lagi.")
    _check_new(current, verdict)
    if standing:
        EntryLetter.objects.filter(pk=standing.pk).update(removed_at=timezone.now())
    return _store(current, paper, verdict, facts, by)


def _said(letter: EntryLetter) -> LetterFacts:
    return LetterFacts(letter.signed_on, letter.document_number)


def _say(letter: EntryLetter, facts: LetterFacts) -> EntryLetter:
    if facts.signed_on > timezone.localdate(letter.uploaded_at):
        raise LetterRefused("Tanggal surat sesudah hari suratnya diunggah. Periksa tanggalnya, atau unggah surat lain.")
    letter.signed_on, letter.document_number = facts.signed_on, facts.document_number
    letter.version += 1
    letter.save(update_fields=["signed_on", "document_number", "version"])
    return letter


def _check_new(nomination: Nomination, verdict: Verdict) -> None:
    known = EntryLetter.with_removed.filter(nomination=nomination)
    if known.filter(sha256=verdict.sha256, scan=EntryLetter.Scan.INFECTED).exists():
        raise LetterRefused("Berkas ini terinfeksi virus. Bersihkan perangkat Anda, lalu unggah surat lain.")
    if known.count() >= MOST_EVER:
        raise LetterRefused(
            f"Surat nominasi ini sudah {MOST_EVER} kali diunggah, jadi yang ini tidak tersimpan. Hubungi koordinator "
            "Bapperida."
        )


def _store(nomination: Nomination, paper: KippPaper, verdict: Verdict, facts: LetterFacts, by: User) -> EntryLetter:
    # Bytes of a letter are never deleted, so that another one may lie at the same place.
    twin = EntryLetter.with_removed.filter(sha256=verdict.sha256).first()
    new = NewLetter(
        nomination.pk,
        paper.key,
        verdict,
        by,
        facts.signed_on,
        facts.document_number,
        lies_at=str(twin.file.name) if twin else "",
        scan=EntryLetter.Scan.PENDING if settings.SCANNER_URL else EntryLetter.Scan.NOT_SCANNED,
    )
    [letter] = store_letters([new])
    if settings.SCANNER_URL:
        scan_letter.defer(letter=letter.pk)
    return letter


@transaction.atomic
def remove(letter: EntryLetter, *, by: User) -> None:
    """Takes a letter out; it is kept to be read. One that does not stand any more stays as it is."""
    open_letters(letter.nomination_id, by)
    EntryLetter.objects.filter(pk=letter.pk).update(removed_at=timezone.now())
