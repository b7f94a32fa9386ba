"""Writes of the repair round: the agency's answer to a remark, and the coordinator's decision on what came back."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from foundation.text.plain import as_typed
from proposals.core import workflow
from proposals.core.history import deciding
from proposals.core.history.remarks import Remark
from proposals.core.locking import lock, lock_writable
from proposals.core.models import Proposal
from proposals.core.workflow import Role

LONGEST_ANSWER: Final = 2000
DONE_WITH: Final = "Catatan ini sudah selesai. Jawab catatan lain yang masih terbuka."


class AnswerRefused(workflow.WorkflowError):
    """An answer or a decision that cannot be taken; the text says what to do."""


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer to be written; `at` is now, but for the demo, whose answers lie in the past."""

    remark: Remark
    text: str
    by: User
    at: datetime.datetime | None = None


@transaction.atomic
def answer(remark: Remark, text: str, *, by: User) -> None:
    """Writes the agency's answer beside the remark; until it is sent it may be written anew.

    Raises WritingClosed as every write on the proposal, AnswerRefused without words, with more than 2,000 characters,
    and for an answer that was sent or decided on.
    """
    lock_writable(remark.proposal_id, by)
    row = Remark.objects.get(pk=remark.pk)
    if row.answered_in_id or row.settled_at:
        raise AnswerRefused(DONE_WITH)
    clean = as_typed(text)
    if not clean:
        raise AnswerRefused("Tulis satu kalimat: apa yang Anda ubah, atau mengapa tidak.")
    if len(clean) > LONGEST_ANSWER:
        raise AnswerRefused("Jawaban ini terlalu panjang. Ringkas menjadi paling banyak 2.000 huruf.")
    write_answers([NewAnswer(row, clean, by)])


def write_answers(given: Sequence[NewAnswer]) -> None:
    """Writes answers to remarks; it asks nothing, as `answer` does before."""
    now = timezone.now()
    for new in given:
        new.remark.answer, new.remark.answered_by, new.remark.answered_at = new.text, new.by, new.at or now
    Remark.objects.bulk_update([new.remark for new in given], ["answer", "answered_by", "answered_at"])


@transaction.atomic
def settle(remark: Remark, *, by: User) -> None:
    """The coordinator takes a remark as done with; what was decided on before stays as it is.

    Raises AnswerRefused for anybody else, and while the agency still has the proposal. Asking again is a new remark.
    """
    proposal = lock(Proposal(pk=remark.proposal_id))
    if Role.COORDINATOR not in Proposal.objects.roles_of(by, proposal):
        raise AnswerRefused("Hanya koordinator yang dapat menyatakan catatan ini selesai.")
    if proposal.is_editable:
        raise AnswerRefused("Usulan ini masih diperbaiki instansinya. Putuskan catatan ini sesudah dikirim kembali.")
    row = Remark.objects.undecided().told().filter(proposal=proposal, pk=remark.pk).first()
    if row is None:
        return
    row.settled_at, row.settled_by = timezone.now(), by
    row.save(update_fields=["settled_at", "settled_by"])
    deciding.record(deciding.as_decided([row], deciding.DONE))
