"""What an agency is told when the scanner found something in a piece of its evidence, or could not read it."""

from agencies.inbox.notifications import tell
from competitions.iga.core.evidence import EvidenceItem
from foundation.outbox.models import MailKind


def evidence_infected(item: EvidenceItem) -> None:
    """To the agency's people: a file on the shelf carries malware and proves nothing."""
    _about_piece(item, "Pemindai menemukan virus dalam", "Bersihkan perangkat Anda, lalu unggah berkas lain.")


def evidence_unscannable(item: EvidenceItem) -> None:
    """To the agency's people: a file on the shelf stays closed to the verifiers."""
    _about_piece(item, "Pemindai virus tidak dapat memeriksa", "Simpan ulang berkas itu, lalu unggah lagi.")


def _about_piece(item: EvidenceItem, found: str, mend: str) -> None:
    proposal = item.proposal
    tell(
        proposal.agency.people.filter(is_active=True),
        f"{found} bukti IGA “{item.title}” pada {proposal.reference}. {mend}",
        url=proposal.get_absolute_url(),
        about=proposal.pk,
        kind=MailKind.INTERNAL,
    )
