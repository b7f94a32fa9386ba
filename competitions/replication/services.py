"""Writes on the register of replications: entering, correcting and withdrawing one. Nothing is overwritten."""

from collections.abc import Mapping
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db import transaction

from agencies.core.models import User
from competitions.replication.models import Replication
from competitions.replication.names import name_key
from competitions.replication.permissions import closed_because
from foundation.files.storage import gone_on_rollback
from proposals.core.locking import lock_sent
from proposals.core.sent import SentProposal
from proposals.filechecks.check import Verdict

SAID: Final = ("kind", "who", "paper", "paper_number", "paper_date", "contact_name", "contact_way")
"""What is typed of a replication."""
KEPT: Final = ("file", "file_name", "content_type", "sha256")
"""Its document, which goes on in the next version unless another comes."""


class ReplicationRefused(Exception):
    """Nothing was written; the text is an Indonesian sentence the user may read."""


@transaction.atomic
def record(proposal: int, said: Mapping[str, Any], *, by: User, document: Verdict | None = None) -> Replication:
    """Enters who copied the innovation.

    Raises ReplicationRefused when this person may not, or when it is entered already.
    """
    _open(proposal, by)
    _check_alone(proposal, said["who"])
    return _store(Replication(proposal_id=proposal, by=by), said, document)


@transaction.atomic
def correct(
    row: Replication, said: Mapping[str, Any], *, reason: str, by: User, document: Verdict | None = None
) -> Replication:
    """Puts a new version in its place. Raises as `record` does, and when somebody else corrected it meanwhile."""
    _open(row.proposal_id, by)
    current = _current(row)
    _check_alone(row.proposal_id, said["who"], current.pk)
    return _store(_next(current, reason, by), said, document)


@transaction.atomic
def withdraw(row: Replication, *, reason: str, by: User) -> Replication:
    """Takes it back: it counts nowhere, and its history stays. Raises as `correct` does."""
    _open(row.proposal_id, by)
    current = _current(row)
    made = _next(current, reason, by)
    made.withdrawn = True
    # Whom to ask is not kept once more for what holds no longer.
    return _store(made, {name: getattr(current, name) for name in SAID} | {"contact_name": "", "contact_way": ""}, None)


def _open(proposal: int, by: User) -> None:
    """Locks the innovation. Raises ReplicationRefused unless this person may write about it now."""
    current = lock_sent(proposal)
    if reason := closed_because(current.status, SentProposal.objects.roles_of(by, current)):
        raise ReplicationRefused(reason)


def _current(row: Replication) -> Replication:
    current = Replication.objects.current().filter(pk=row.pk).first()
    if current is None:
        raise ReplicationRefused(
            "Catatan ini baru saja diperbaiki atau ditarik di tempat lain, jadi isian Anda belum tersimpan. Buka lagi "
            "daftar replikasi, lalu perbaiki yang tercatat sekarang."
        )
    return current


def _check_alone(proposal: int, who: str, but: int | None = None) -> None:
    others = Replication.objects.current().filter(proposal=proposal).exclude(pk=but or 0)
    same = next((row for row in others if name_key(row.who) == name_key(who)), None)
    if same:
        raise ReplicationRefused(
            f"{same.who} sudah tercatat meniru inovasi ini. Perbaiki catatan itu dari daftar bila dokumennya lain."
        )


def _next(current: Replication, reason: str, by: User) -> Replication:
    made = Replication(
        proposal_id=current.proposal_id, by=by, reason=reason, supersedes=current, version=current.version + 1
    )
    for name in KEPT:
        setattr(made, name, getattr(current, name))
    return made


def _store(row: Replication, said: Mapping[str, Any], document: Verdict | None) -> Replication:
    for name in SAID:
        setattr(row, name, said[name])
    if document and document.sha256 != row.sha256:
        row.sha256, row.file_name, row.content_type = document.sha256, document.safe_name, document.content_type
        row.file.save(document.safe_name, ContentFile(document.data), save=False)
        gone_on_rollback(row.file)
    row.save(force_insert=True)
    return row
