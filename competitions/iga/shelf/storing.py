"""The one writer of evidence pieces: for an upload, a copy, the demo and the tests. It asks nothing.

A part of the caller's transaction; its queries do not depend on how many rows it writes.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.files.base import ContentFile
from django.utils import timezone

from agencies.core.models import User
from competitions.iga.core.evidence import EvidenceItem
from foundation.files.storage import gone_on_rollback
from proposals.filechecks.check import Verdict

FACTS: Final = ("kind", "title", "document_number", "document_date", "year", "shown_pages", "highlighted")
"""What is said of a piece, by column."""
BATCH: Final = 250


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """A piece to be stored: a judged file or a link, and what is said of it (`FACTS`).

    `lies_at` names its bytes where the storage has them already. `at` is when it came, given by the demo alone.
    """

    proposal: int
    by: User
    facts: Mapping[str, Any]
    verdict: Verdict | None = None
    url: str = ""
    lies_at: str = ""
    scan: str = EvidenceItem.Scan.NOT_SCANNED
    at: datetime.datetime | None = field(default=None)


def store_evidence(new: Sequence[NewEvidence]) -> list[EvidenceItem]:
    """Stores bytes and rows; returns the rows in the same order."""
    return EvidenceItem.objects.bulk_create([_row(one) for one in new], batch_size=BATCH)


def _row(new: NewEvidence) -> EvidenceItem:
    row = EvidenceItem(
        proposal_id=new.proposal,
        url=new.url,
        scan=new.scan,
        uploaded_by=new.by,
        uploaded_at=new.at or timezone.now(),
        **new.facts,
    )
    verdict = new.verdict
    if verdict is None:
        return row
    row.name, row.size, row.pages = verdict.safe_name, len(verdict.data), verdict.pages
    row.content_type, row.sha256 = verdict.content_type, verdict.sha256
    if new.lies_at:
        row.file.name = new.lies_at
    else:
        row.file.save(verdict.safe_name, ContentFile(verdict.data), save=False)
        gone_on_rollback(row.file)
    return row
