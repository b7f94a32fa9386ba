"""Writes of bringing a document along: keeping what was read of it, and storing what of it was taken."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from foundation.files.confined import Bounds, TooBusy, TooMuch, confined
from proposals.bringing.meaning import targets_of
from proposals.bringing.models import BroughtDocument
from proposals.bringing.reading import read_here
from proposals.core.locking import check_open, lock_writable
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.core.workflow import WorkflowError
from proposals.filechecks.confined import judge
from proposals.filechecks.names import split_name
from proposals.filechecks.office import BROKEN, LOCKED, MACRO
from proposals.filechecks.rules import FileRefused
from proposals.filechecks.scanner import ScanState, scan
from proposals.writing.services import Written, create, save_profile, store_texts

MOST_BYTES: Final = 10 * 1024 * 1024
KEPT: Final = datetime.timedelta(days=1)
LIMITS: Final = Bounds(seconds=10, memory=1 << 30, output=10_000_000)
LONGEST_NAME: Final = 150
TOO_COMPLEX: Final = "Dokumen ini terlalu rumit untuk dibaca. Simpan bagian usulannya saja sebagai dokumen tersendiri."
BUSY: Final = "Portal sedang membaca banyak dokumen. Tunggu sebentar, lalu unggah lagi."
INFECTED: Final = (
    "Pemindai menemukan virus dalam dokumen ini. Bersihkan komputer Anda, lalu unggah salinan yang bersih."
)
UNSCANNED: Final = "Pemindai virus sedang tidak menjawab, jadi dokumen ini belum dibaca. Coba lagi beberapa menit lagi."


OLD_WORD: Final = "Ini dokumen Word lama (.doc). Buka di Word, simpan sebagai .docx atau PDF, lalu unggah lagi."
TOO_LARGE: Final = (
    "Dokumen ini lebih besar dari 10 MB. Hapus gambarnya atau simpan bagian usulannya saja, lalu unggah lagi."
)
NO_DOCUMENT: Final = "Berkas ini bukan dokumen Word (.docx) atau PDF. Foto dan lembar kerja tidak dapat dibaca di sini."
_PACKED, _PACKED_END = b"PK\x03\x04", b"PK\x05\x06"
_WITH_MACROS: Final = {"docm", "dotm"}
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_PART: Final = "EncryptedPackage".encode("utf-16-le")


class Overtaken(WorkflowError):
    """Somebody changed a part meanwhile, or the document was decided on already; nothing was stored."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What of a document somebody takes: texts with the versions they saw, fields by column, and how those read."""

    title: str = ""
    texts: Sequence[Written] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    bases: Mapping[str, str] = field(default_factory=dict)


def bring(file: IO[bytes], name: str, period: Period, *, by: User, proposal: Proposal | None = None) -> BroughtDocument:
    """Reads a document and keeps its text, sorted by the guide, until `take` or `leave`; the file is not kept.

    Raises FileRefused with a sentence for a file that is not read, WritingClosed when nothing may be written now.
    """
    if by.agency and proposal is None:
        check_open(period, by.agency)
    _check_kind(file, name)
    verdict = judge(file, name, allowed={"docx", "pdf"}, max_bytes=MOST_BYTES)
    _check_clean(verdict.data)
    asked = {"extension": verdict.extension, "targets": targets_of(period.guide)}
    try:
        found, _ = confined(read_here, [verdict.data], asked, LIMITS)
    except TooBusy as error:
        raise FileRefused(BUSY) from error
    except TooMuch as error:
        raise FileRefused(TOO_COMPLEX) from error
    if "refused" in found:
        raise FileRefused(found["refused"])
    return BroughtDocument.objects.create(
        by=by, period=period, proposal=proposal, file_name=verdict.safe_name[-LONGEST_NAME:], **found
    )


def _check_kind(file: IO[bytes], name: str) -> None:
    """Raises FileRefused where the checks of evidence would say something else than helps here."""
    if split_name(name)[1] in _WITH_MACROS:
        raise FileRefused(MACRO)
    file.seek(0)
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise FileRefused(TOO_LARGE)
    if data.startswith(_COMPOUND):
        # A locked DOCX is wrapped in the container of the old Word.
        raise FileRefused(LOCKED if _LOCKED_PART in data else OLD_WORD)
    if data.startswith(_PACKED):
        if _PACKED_END not in data:
            raise FileRefused(BROKEN)
    elif data and b"%PDF-" not in data[:1024]:
        raise FileRefused(NO_DOCUMENT)


def _check_clean(data: bytes) -> None:
    """Raises FileRefused unless the scanner, where there is one, finds nothing; nobody waits for it later."""
    if not settings.SCANNER_URL:
        return
    state = scan(data, settings.SCANNER_URL).state
    if state is not ScanState.CLEAN:
        raise FileRefused(INFECTED if state is ScanState.INFECTED else UNSCANNED)


@transaction.atomic
def take(document: BroughtDocument, taken: Accepted, *, by: User) -> Proposal:
    """Stores what was taken, all of it or nothing, and forgets the document.

    Begins a proposal where the document belongs to none yet. Raises Overtaken when a part reads otherwise by now than
    it was shown, or when the document was decided on already; WritingClosed and Inconsistent as all writing does.
    """
    # Two presses at the same moment: the second finds the document gone.
    held = BroughtDocument.objects.select_for_update(of=("self",)).filter(pk=document.pk).first()
    if held is None:
        raise Overtaken("Dokumen ini sudah diputuskan. Unggah lagi bila masih ada yang ingin diambil.")
    proposal = held.proposal or create(held.period, by=by, title=taken.title)
    if taken.fields:
        profile = save_profile(proposal, taken.fields, by=by, bases=taken.bases if held.proposal else None)
        _check_fresh(profile.stale)
    texts = store_texts(lock_writable(proposal.pk, by), list(taken.texts), by=by)
    _check_fresh(texts.stale)
    held.delete()
    return proposal


def _check_fresh(stale: object) -> None:
    if stale:
        raise Overtaken(
            "Sementara itu sebagian isian diubah orang lain. Tidak ada yang disimpan; lihat isi yang sekarang, lalu "
            "pilih lagi."
        )


def leave(document: BroughtDocument) -> None:
    """Forgets a document of which nothing is taken."""
    document.delete()


def clear_old() -> None:
    """Forgets what nobody decided on for a day."""
    BroughtDocument.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
