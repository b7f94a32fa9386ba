"""The one writer of evidence: for an upload, the demo, the tests. It asks nothing, which its callers did before.

Every function is a part of the caller's transaction, and its queries do not depend on how many rows it writes.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.core.files.base import ContentFile
from django.utils import timezone

from agencies.core.models import User
from proposals.core.attachments import Attachment
from proposals.core.guide.models import AttachmentKind
from proposals.core.models import Proposal
from proposals.filechecks.check import Verdict

BATCH: Final = 250


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file still to be stored, as it was judged; `lies_at` names its bytes where the storage has them already.

    `at` is when it came, now unless given, and given by nobody but the demo, whose files lie in the past.
    """

    proposal: Proposal
    kind: AttachmentKind
    verdict: Verdict
    by: User
    lies_at: str = ""
    at: datetime.datetime | None = None


def store_files(files: Sequence[NewFile]) -> list[Attachment]:
    """Stores the bytes and their rows; returns the rows in the same order. None of them was scanned yet.

    When one of them cannot be stored, the bytes of none of them stay.
    """
    rows: list[Attachment] = []
    try:
        rows += (_row(new) for new in files)
        return Attachment.objects.bulk_create(rows, batch_size=BATCH)
    except BaseException:
        for row, new in zip(rows, files, strict=False):
            if not new.lies_at:
                row.file.storage.delete(str(row.file.name))
        raise


def _row(new: NewFile) -> Attachment:
    verdict = new.verdict
    row = Attachment(
        proposal=new.proposal,
        kind=new.kind,
        name=verdict.safe_name,
        size=len(verdict.data),
        content_type=verdict.content_type,
        sha256=verdict.sha256,
        pages=verdict.pages,
        uploaded_by=new.by,
        uploaded_at=new.at or timezone.now(),
    )
    if new.lies_at:
        row.file.name = new.lies_at
    else:
        row.file.save(verdict.safe_name, ContentFile(verdict.data), save=False)
    return row


def take_out(removed: Sequence[tuple[Attachment, datetime.datetime]]) -> None:
    """Takes files of sent versions out of their proposals, each as of its moment; they stay with those versions."""
    for attachment, at in removed:
        attachment.removed_at = at
    Attachment.with_removed.bulk_update([attachment for attachment, _ in removed], ["removed_at"], batch_size=BATCH)
