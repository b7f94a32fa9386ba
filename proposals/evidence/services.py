"""Writes on evidence files: adding, replacing, removing, bringing back and scanning them."""

from functools import partial
from typing import Final

from django.conf import settings
from django.core.files.storage import Storage
from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from foundation.files.sizes import in_words
from proposals.core.attachments import Attachment
from proposals.core.guide.models import AttachmentKind
from proposals.core.locking import lock_writable, touch
from proposals.core.models import Proposal
from proposals.core.workflow import NotAvailable, WorkflowError
from proposals.evidence import previews
from proposals.evidence.frozen import was_sent
from proposals.evidence.placing import leave_if_full, take_over
from proposals.evidence.storing import NewFile, store_files, take_out
from proposals.evidence.tasks import scan_attachment
from proposals.filechecks.check import Verdict

MOST_FILES: Final = 40
MOST_BYTES: Final = 150 * 1024 * 1024
"""What one proposal may hold: more than any guide asks for, and no more than a disk and a reviewer can bear."""


class NoRoom(WorkflowError):
    """The proposal holds as many files as one may hold, in number or in size; nothing was stored."""


@transaction.atomic
def attach(
    proposal: Proposal, kind: AttachmentKind, verdict: Verdict, *, by: User, replaces: Attachment | None = None
) -> Attachment:
    """Stores a file that was judged good, in the place of `replaces` if given.

    A kind that allows one file replaces it. A picture takes over the caption and place of the one it replaces. The same
    file twice stays one, and one that was removed comes back. With a scanner the file waits for its verdict; until then
    only the own agency opens it. Raises WritingClosed as always, NoRoom beyond what one proposal may hold.
    """
    current = lock_writable(proposal.pk, by)
    same = Attachment.with_removed.filter(proposal=current, kind=kind, sha256=verdict.sha256).first()
    replaced = [
        old for old in current.attachments.filter(kind=kind) if old != same and (old == replaces or not kind.multiple)
    ]
    if same and same.removed_at is None and not replaced:
        return same
    for old in replaced:
        _remove(old)
    _check_room(current, len(verdict.data))
    attachment = _bring_back(same, current) if same else _store(current, kind, verdict, by)
    take_over(attachment, replaced)
    touch(current)
    return attachment


@transaction.atomic
def detach(attachment: Attachment, *, by: User) -> bool:
    """Removes a file from a proposal that may be changed; returns whether it is kept and can be brought back.

    A file of a sent version stays with that version. The bytes of any other go when the transaction is through.
    """
    current = lock_writable(attachment.proposal_id, by)
    present = current.attachments.filter(pk=attachment.pk).first()
    if present:
        _remove(present)
        touch(current)
    return Attachment.with_removed.filter(pk=attachment.pk).exists()


@transaction.atomic
def restore(attachment: Attachment, *, by: User) -> Attachment:
    """Brings a removed file back, in the place of the present one where the kind allows one file only.

    Raises WritingClosed as always, NotAvailable for a file the scanner has refused, NoRoom beyond what one proposal
    may hold.
    """
    current = lock_writable(attachment.proposal_id, by)
    removed = Attachment.with_removed.select_related("kind").get(pk=attachment.pk)
    if removed.removed_at is None:
        return removed
    if removed.is_infected:
        raise NotAvailable(f"“{removed.name}” terinfeksi virus, jadi tidak dapat dikembalikan. Unggah berkas lain.")
    if not removed.kind.multiple:
        for old in current.attachments.filter(kind=removed.kind):
            _remove(old)
    _check_room(current, removed.size)
    touch(current)
    return _bring_back(removed, current)


def _check_room(proposal: Proposal, size: int) -> None:
    """Raises NoRoom unless the locked proposal may hold one more file of so many bytes."""
    present = list(proposal.attachments.values_list("size", flat=True))
    if len(present) >= MOST_FILES:
        raise NoRoom(
            f"Usulan ini sudah memuat {MOST_FILES} berkas, yang paling banyak, jadi berkas ini tidak tersimpan. "
            "Hapus berkas yang tidak perlu atau gabungkan beberapa menjadi satu, lalu unggah lagi."
        )
    if sum(present) + size > MOST_BYTES:
        raise NoRoom(
            f"Semua berkas satu usulan bersama-sama paling besar {in_words(MOST_BYTES)}, jadi berkas ini tidak "
            "tersimpan. Perkecil atau hapus berkas lain, lalu unggah lagi."
        )


def discard(attachment: Attachment) -> None:
    """Deletes the row now, and its bytes when the transaction is through and no other row needs them."""
    storage, name = attachment.file.storage, str(attachment.file.name)
    attachment.delete()
    transaction.on_commit(partial(_forget, storage, name))


def _forget(storage: Storage, name: str) -> None:
    if not Attachment.with_removed.filter(file=name).exists():
        previews.drop(storage, name)


def _remove(attachment: Attachment) -> None:
    if was_sent(attachment):
        take_out([(attachment, timezone.now())])
    else:
        discard(attachment)


def _bring_back(attachment: Attachment, proposal: Proposal) -> Attachment:
    leave_if_full(proposal, attachment)
    attachment.removed_at = None
    attachment.save(update_fields=["removed_at"])
    _await_verdict(attachment)
    return attachment


def _await_verdict(attachment: Attachment) -> None:
    """Has a file scanned that no scanner has judged yet; without a scanner its picture is drawn at once."""
    if not settings.SCANNER_URL:
        transaction.on_commit(partial(previews.preview_of, attachment), robust=True)
    elif attachment.scan == Attachment.Scan.NOT_SCANNED:
        attachment.scan = Attachment.Scan.PENDING
        attachment.save(update_fields=["scan"])
        scan_attachment.defer(attachment=attachment.pk)


def _store(proposal: Proposal, kind: AttachmentKind, verdict: Verdict, by: User) -> Attachment:
    """A new row; bytes that the proposal holds already, under another kind, are not stored again."""
    held = Attachment.with_removed.filter(proposal=proposal, sha256=verdict.sha256).first()
    [attachment] = store_files([NewFile(proposal, kind, verdict, by, lies_at=str(held.file.name) if held else "")])
    _await_verdict(attachment)
    return attachment
