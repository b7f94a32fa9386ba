"""Writes on evidence files: adding, replacing, removing and scanning them."""

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from agencies.models import User
from proposals.filecheck import Verdict
from proposals.models import Attachment, AttachmentKind, Proposal
from proposals.pdfcheck import count_pages
from proposals.services_writing import check_writable, lock, touch
from proposals.tasks import scan_attachment


@transaction.atomic
def attach(
    proposal: Proposal, kind: AttachmentKind, verdict: Verdict, *, by: User, replaces: Attachment | None = None
) -> Attachment:
    """Stores a file that was judged good, in the place of `replaces` if given.

    A kind that allows one file replaces it. The same file twice stays one. With a scanner the file waits for its
    verdict; until then only the own agency opens it.
    """
    current = lock(proposal)
    check_writable(current, by)
    known = current.attachments.filter(kind=kind, sha256=verdict.sha256).first()
    if known:
        return known
    for old in current.attachments.filter(kind=kind):
        if old == replaces or not kind.multiple:
            discard(old)
    attachment = Attachment(
        proposal=current,
        kind=kind,
        name=verdict.safe_name,
        size=len(verdict.data),
        content_type=verdict.content_type,
        sha256=verdict.sha256,
        pages=count_pages(verdict.data) if verdict.extension == "pdf" else None,
        scan=Attachment.Scan.PENDING if settings.SCANNER_URL else Attachment.Scan.NOT_SCANNED,
        uploaded_by=by,
    )
    attachment.file.save(verdict.safe_name, ContentFile(verdict.data), save=True)
    if settings.SCANNER_URL:
        scan_attachment.defer(attachment=attachment.pk)
    touch(current)
    return attachment


@transaction.atomic
def detach(attachment: Attachment, *, by: User) -> None:
    """Removes a file from a proposal that may be changed; its bytes go when the transaction is through."""
    current = lock(attachment.proposal)
    check_writable(current, by)
    discard(attachment)
    touch(current)


def discard(attachment: Attachment) -> None:
    """Deletes the row now and its bytes when the transaction is through."""
    storage, name = attachment.file.storage, str(attachment.file.name)
    attachment.delete()
    transaction.on_commit(lambda: storage.delete(name))
