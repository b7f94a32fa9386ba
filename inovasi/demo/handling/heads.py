"""What heads do in the demo: one approved in the portal what was then sent without a letter, one was only asked."""

import datetime
from collections.abc import Sequence
from typing import Final

from foundation.audit import ledger
from foundation.audit.models import EntryKind
from foundation.security import links
from inovasi.demo.guard import MARK
from inovasi.demo.making.drafts import DemoEntry
from proposals.approving import tokens
from proposals.approving.services import on_record
from proposals.core.approval.models import HeadAnswer, HeadRequest
from proposals.core.approval.standing import to_approve
from proposals.core.history.contents import content_hash
from proposals.core.workflow import Status

NAME: Final = f"Drs. Hendra Wijaya {MARK}"
ASKED_BEFORE: Final = datetime.timedelta(minutes=30)
ANSWERED_BEFORE: Final = datetime.timedelta(minutes=10)
OPEN_FOR: Final = datetime.timedelta(days=7)


def approve_one(entries: Sequence[DemoEntry]) -> None:
    """One that waits for verification was approved before it was sent; its letter goes."""
    waiting = (one for one in entries if one.course.status is Status.SUBMITTED and len(one.submissions) == 1)
    entry = next(waiting, None)
    kinds = entry.proposal.period.guide.attachment_kinds.filter(or_approval=True) if entry else None
    if entry is None or not kinds:
        return
    proposal = entry.proposal
    proposal.attachments.filter(kind__in=kinds).delete()
    asked = _ask(entry, entry.submissions[0] - ASKED_BEFORE)
    content = to_approve([proposal.pk])[proposal.pk]
    answer = HeadAnswer.objects.create(
        proposal=proposal, request=asked, verdict=HeadAnswer.Verdict.APPROVED, name=asked.name,
        position=asked.position, proof=HeadAnswer.Proof.MAILED, address=asked.email, content=content,
        sha256=content_hash(content), at=entry.submissions[0] - ANSWERED_BEFORE,
    )  # fmt: skip
    asked.closed_at = answer.at
    asked.save(update_fields=["closed_at"])
    ledger.append_all(
        [ledger.LedgerNote(EntryKind.APPROVAL, proposal, {}, on_record(answer), at=answer.at)], actor=None
    )


def ask_one(entries: Sequence[DemoEntry], at: datetime.datetime) -> None:
    """The head of the draft that was begun last has not answered yet."""
    drafts = [entry for entry in entries if not entry.moves]
    if drafts and drafts[-1].proposal.period.guide.attachment_kinds.filter(or_approval=True):
        _ask(drafts[-1], at)


def _ask(entry: DemoEntry, at: datetime.datetime) -> HeadRequest:
    agency = entry.idea.agency
    asked = HeadRequest(
        proposal=entry.proposal, name=NAME, position=f"Kepala {agency.short_name}",
        email=f"kepala-{agency.code}@contoh.invalid", asked_by=entry.operator, asked_by_name=str(entry.operator),
        asked_at=at, expires_at=at + OPEN_FOR,
    )  # fmt: skip
    asked.mailed_hash = links.hashed(tokens.token_of(asked.nonce, tokens.MAILED))
    asked.handed_hash = links.hashed(tokens.token_of(asked.nonce, tokens.HANDED))
    asked.save()
    return asked
