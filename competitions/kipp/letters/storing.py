"""The one writer of entry letters: for an upload, the demo and the tests. It asks nothing.

A part of the caller's transaction; its queries do not depend on how many rows it writes.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.core.files.base import ContentFile
from django.utils import timezone

from agencies.core.models import User
from competitions.kipp.letters.models import EntryLetter
from foundation.files.storage import gone_on_rollback
from proposals.filechecks.check import Verdict

BATCH: Final = 250


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A letter to be stored, as its file was judged; `lies_at` names its bytes where the storage has them already.

    `at` is when it came, given by the demo alone.
    """

    nomination: int
    paper: str
    verdict: Verdict
    by: User
    signed_on: datetime.date
    document_number: str = ""
    lies_at: str = ""
    scan: str = EntryLetter.Scan.NOT_SCANNED
    at: datetime.datetime | None = None


def store_letters(new: Sequence[NewLetter]) -> list[EntryLetter]:
    """Stores bytes and rows; returns the rows in the same order."""
    return EntryLetter.objects.bulk_create([_row(one) for one in new], batch_size=BATCH)


def _row(new: NewLetter) -> EntryLetter:
    verdict = new.verdict
    row = EntryLetter(
        nomination_id=new.nomination,
        paper=new.paper,
        name=verdict.safe_name,
        size=len(verdict.data),
        content_type=verdict.content_type,
        sha256=verdict.sha256,
        pages=verdict.pages,
        scan=new.scan,
        document_number=new.document_number,
        signed_on=new.signed_on,
        uploaded_by=new.by,
        uploaded_at=new.at or timezone.now(),
    )
    if new.lies_at:
        row.file.name = new.lies_at
    else:
        row.file.save(verdict.safe_name, ContentFile(verdict.data), save=False)
        gone_on_rollback(row.file)
    return row
