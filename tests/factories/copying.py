"""Replications for tests."""

import datetime
import hashlib
from typing import Any

from django.core.files.base import ContentFile

from agencies.core.models import User
from competitions.replication.models import Replication
from proposals.core.models import Proposal
from proposals.core.sent import SentProposal


def copied(
    innovation: Proposal | SentProposal, by: User, who: str = "Kabupaten Contoh", *, document: bytes = b"", **said: Any
) -> Replication:
    """That another region copied the innovation by an agreement, with these bytes as its document."""
    said = {"kind": "region", "paper": "pks", "paper_date": datetime.date(2025, 3, 1), "paper_number": "1/PKS"} | said
    row = Replication(proposal_id=innovation.pk, who=who, by=by, **said)
    if document:
        row.sha256, row.file_name, row.content_type = hashlib.sha256(document).hexdigest(), "pks.pdf", "application/pdf"
        row.file.save(row.file_name, ContentFile(document), save=False)
    row.save()
    return row
