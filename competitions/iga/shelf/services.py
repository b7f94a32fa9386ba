"""Writes on the evidence shelf: adding a file or link, what is said of it, taking it off and bringing it back.

Each asks whether the shelf is open, holds the proposal's row, and has claims that the piece proves looked at anew.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from agencies.core.models import User
from competitions.core import above
from competitions.core.models import Edition
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.shelf.opening import closed_because
from competitions.iga.shelf.refusals import ShelfRefused
from competitions.iga.shelf.storing import FACTS, NewEvidence, store_evidence
from competitions.iga.shelf.tasks import scan_evidence
from foundation.files.sizes import in_words
from proposals.core.attachments import Attachment
from proposals.core.locking import lock_sent
from proposals.core.sent import SentProposal
from proposals.filechecks.check import Verdict

MOST_ITEMS: Final = 80
MOST_BYTES: Final = 200 * 1024 * 1024
MOST_EVER: Final = 3 * MOST_BYTES
"""What the shelf of one innovation holds: more than twenty indicators ask for."""
COVER_LETTER: Final = Q(kind__key="surat_pengantar") | Q(kind__or_approval=True)
"""The letter with which a head sends the proposal, whatever a guide calls it."""
GONE: Final = "Bukti ini sudah tidak ada di rak. Muat ulang halaman, lalu pilih yang lain."
IS_LETTER: Final = (
    "Surat pengantar usulan tidak membuktikan indikator apa pun, jadi tidak disalin. Pilih lampiran lain."
)


def open_shelf(edition: Edition, proposal: int, by: User) -> SentProposal:
    """The proposal with its row locked. Raises ShelfRefused when this person may not write on its shelf now."""
    current = lock_sent(proposal)
    if reason := closed_because(edition, current.status, SentProposal.objects.roles_of(by, current)):
        raise ShelfRefused(reason)
    return current


@transaction.atomic
def add_file(edition: Edition, proposal: int, verdict: Verdict, facts: Mapping[str, Any], *, by: User) -> EvidenceItem:
    """Stores a file that was judged good. The same file twice stays one, and one taken off comes back with its facts.

    With a scanner it waits for its verdict. Raises ShelfRefused as `open_shelf` does and beyond what a shelf holds,
    OSError when it cannot be stored.
    """
    current = open_shelf(edition, proposal, by)
    return _shelve(current, verdict, facts, by)


@transaction.atomic
def add_link(edition: Edition, proposal: int, url: str, facts: Mapping[str, Any], *, by: User) -> EvidenceItem:
    """Stores a link, as `add_file` does a file; the portal itself never opens it."""
    current = open_shelf(edition, proposal, by)
    same = EvidenceItem.with_removed.filter(proposal=current.pk, url=url).order_by("-removed_at").first()
    if same:
        return _back(same, current)
    _check_room(current, 0)
    [item] = store_evidence([NewEvidence(current.pk, by, facts, url=url)])
    return item


@transaction.atomic
def copy_file(edition: Edition, attachment: Attachment, facts: Mapping[str, Any], *, by: User) -> EvidenceItem:
    """Puts a copy of one of the proposal's files on the shelf; raises ShelfRefused for its cover letter."""
    current = open_shelf(edition, attachment.proposal_id, by)
    if attachment.sha256 in cover_letters([current.pk]).get(current.pk, ()):
        raise ShelfRefused(IS_LETTER)
    if attachment.is_infected:
        raise ShelfRefused(f"“{attachment.name}” terinfeksi virus, jadi tidak disalin. Pilih berkas lain.")
    with attachment.file.open("rb") as file:
        data = bytes(file.read())
    extension = attachment.name.rsplit(".", 1)[-1]
    verdict = Verdict(attachment.content_type, extension, attachment.name, attachment.sha256, data, attachment.pages)
    return _shelve(current, verdict, facts, by)


@transaction.atomic
def describe(edition: Edition, item: EvidenceItem, facts: Mapping[str, Any], *, by: User, seen: int) -> EvidenceItem:
    """Stores what is said of a piece; claims that it proves are looked at anew, and judged ones open again.

    `seen` is the version that was shown; raises ShelfRefused when somebody else changed it meanwhile.
    """
    open_shelf(edition, item.proposal_id, by)
    current = EvidenceItem.objects.select_for_update().filter(pk=item.pk).first()
    if current is None:
        raise ShelfRefused(GONE)
    changed = [name for name in FACTS if getattr(current, name) != facts[name]]
    if not changed:
        return current
    if current.version != seen:
        raise ShelfRefused(
            "Keterangan bukti ini baru saja diubah orang lain atau di tab lain, menjadi seperti di bawah ini. "
            "Isian Anda belum tersimpan; periksa, lalu simpan lagi."
        )
    for name in changed:
        setattr(current, name, facts[name])
    current.save(update_fields=changed)
    current.refresh_from_db()
    above.evidence_changed([current.pk])
    return current


@transaction.atomic
def take_off(edition: Edition, item: EvidenceItem, *, by: User) -> None:
    """Takes a piece off the shelf; it is kept, proves nothing meanwhile, and can be brought back."""
    open_shelf(edition, item.proposal_id, by)
    if EvidenceItem.objects.filter(pk=item.pk).update(removed_at=timezone.now()):
        above.evidence_changed([item.pk])


@transaction.atomic
def bring_back(edition: Edition, item: EvidenceItem, *, by: User) -> EvidenceItem:
    """Brings a piece back that was taken off. Raises ShelfRefused also for one that is infected."""
    current = open_shelf(edition, item.proposal_id, by)
    return _back(EvidenceItem.with_removed.get(pk=item.pk), current)


def cover_letters(proposals: list[int]) -> dict[int, set[str]]:
    """The SHA-256 of every cover letter that these proposals have or had, by proposal; one query."""
    found: dict[int, set[str]] = {}
    letters = Attachment.with_removed.filter(COVER_LETTER, proposal__in=proposals)
    for proposal, digest in letters.order_by().values_list("proposal_id", "sha256"):
        found.setdefault(proposal, set()).add(digest)
    return found


def _shelve(proposal: SentProposal, verdict: Verdict, facts: Mapping[str, Any], by: User) -> EvidenceItem:
    same = EvidenceItem.with_removed.filter(proposal=proposal.pk, sha256=verdict.sha256).order_by("-removed_at").first()
    if same:
        return _back(same, proposal)
    _check_room(proposal, len(verdict.data))
    # Bytes of a piece are never deleted, so that another one may lie at the same place.
    twin = EvidenceItem.with_removed.filter(sha256=verdict.sha256).exclude(file="").first()
    scan = EvidenceItem.Scan.PENDING if settings.SCANNER_URL else EvidenceItem.Scan.NOT_SCANNED
    lies_at = str(twin.file.name) if twin else ""
    [item] = store_evidence([NewEvidence(proposal.pk, by, facts, verdict, lies_at=lies_at, scan=scan)])
    if settings.SCANNER_URL:
        scan_evidence.defer(item=item.pk)
    return item


def _back(item: EvidenceItem, proposal: SentProposal) -> EvidenceItem:
    """The piece on the shelf again, whether it is brought back or comes a second time."""
    if item.is_infected:
        raise ShelfRefused(f"“{item}” terinfeksi virus, jadi tidak dapat dikembalikan. Unggah berkas lain.")
    if item.removed_at is not None:
        _check_room(proposal, item.size, stored=False)
        EvidenceItem.with_removed.filter(pk=item.pk).update(removed_at=None)
        item.refresh_from_db()
        above.evidence_changed([item.pk])
    return item


def _check_room(proposal: SentProposal, size: int, *, stored: bool = True) -> None:
    """Raises ShelfRefused unless the shelf may hold one more piece of this size, whose bytes are new when `stored`."""
    present = list(EvidenceItem.objects.filter(proposal=proposal.pk).values_list("size", flat=True))
    if len(present) >= MOST_ITEMS:
        raise ShelfRefused(
            f"Rak bukti ini sudah memuat {MOST_ITEMS} bukti, yang paling banyak. Keluarkan yang tidak dipakai, lalu "
            "tambahkan lagi."
        )
    if sum(present) + size > MOST_BYTES:
        raise ShelfRefused(
            f"Semua berkas satu rak bersama-sama paling besar {in_words(MOST_BYTES)}. Keluarkan berkas yang tidak "
            "dipakai, lalu tambahkan lagi."
        )
    # What was taken off is kept, so that it counts as well, or taking off and adding would fill the disk.
    ever = EvidenceItem.with_removed.filter(proposal=proposal.pk).aggregate(size=Sum("size"))["size"] or 0
    if stored and size and ever + size > MOST_EVER:
        raise ShelfRefused(
            "Isi rak bukti ini terlalu sering diganti, jadi berkas ini tidak tersimpan. Kembalikan berkas yang pernah "
            "dikeluarkan, pakai tautan, atau hubungi koordinator Bapperida."
        )
