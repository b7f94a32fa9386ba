"""What an agency is told when the scanner found something in a letter of its entry, or could not read it."""

from django.urls import reverse

from agencies.inbox.notifications import tell
from competitions.kipp.letters.models import EntryLetter
from foundation.outbox.models import MailKind


def letter_infected(letter: EntryLetter) -> None:
    """To the agency's people: a letter carries malware and does not count."""
    _about_letter(letter, "Pemindai menemukan virus dalam", "Bersihkan perangkat Anda, lalu unggah surat lain.")


def letter_unscannable(letter: EntryLetter) -> None:
    """To the agency's people: a letter stays closed to others."""
    _about_letter(letter, "Pemindai virus tidak dapat memeriksa", "Simpan ulang berkas itu, lalu unggah lagi.")


def _about_letter(letter: EntryLetter, found: str, mend: str) -> None:
    nomination = letter.nomination
    tell(
        nomination.agency.people.filter(is_active=True),
        f"{found} surat KIPP “{letter}” pada {nomination.proposal.reference}. {mend}",
        url=reverse("competitions:letters", args=[nomination.edition.year, nomination.pk]),
        about=nomination.proposal_id,
        kind=MailKind.INTERNAL,
    )
