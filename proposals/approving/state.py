"""Where the approval of one proposal stands, as its agency reads it."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from proposals.core.approval.models import HeadAnswer, HeadRequest
from proposals.core.approval.standing import changed_since, to_approve
from proposals.core.approval.waiting import age
from proposals.core.guide.models import AttachmentKind, FormGuide
from proposals.core.history.contents import content_hash
from proposals.core.models import Proposal


@dataclass(frozen=True, slots=True)
class ApprovalState:
    """The newest answer, whether it holds and what changed since, and the link that waits or was open last."""

    answer: HeadAnswer | None
    holds: bool
    changed: tuple[str, ...]
    asked: HeadRequest | None

    @property
    def waits(self) -> bool:
        return bool(self.asked and self.asked.is_waiting)

    @property
    def has_run_out(self) -> bool:
        """Whether the last link ran out without an answer."""
        return bool(self.asked and self.asked.closed_at is None and not self.asked.is_waiting)

    @property
    def has_lapsed(self) -> bool:
        """Whether the head approved something else than what stands there now."""
        return bool(self.answer and self.answer.is_approval and not self.holds)

    @property
    def words(self) -> str:
        """All of it in one sentence."""
        if self.holds and self.answer:
            return f"Disetujui {self.answer.name}, {date_format(timezone.localdate(self.answer.at))}."
        if self.waits and self.asked:
            return f"Menunggu jawaban {self.asked.name} {age(self.asked.asked_at)}."
        if self.has_lapsed:
            return "Usulan berubah sesudah disetujui: minta lagi."
        if self.answer:
            return f"Dikembalikan {self.answer.name} dengan catatan."
        return "Tautannya sudah lewat masa tanpa jawaban: minta lagi." if self.has_run_out else "Belum diminta."


def letter_kind(guide: FormGuide) -> AttachmentKind | None:
    """The letter for which an approval may stand in this guide; None where it knows none."""
    return guide.attachment_kinds.filter(or_approval=True).first()


def state_of(proposal: Proposal) -> ApprovalState:
    """Where it stands; two queries, and a few more once a head has approved."""
    answer = HeadAnswer.objects.filter(proposal=proposal).first()
    asked = HeadRequest.objects.filter(proposal=proposal).first()
    if answer is None or not answer.is_approval:
        return ApprovalState(answer, holds=False, changed=(), asked=asked)
    now = to_approve([proposal.pk])[proposal.pk]
    holds = content_hash(now) == answer.sha256
    changed = () if holds else tuple(changed_since(answer, now, proposal.period.guide))
    return ApprovalState(answer, holds, changed, asked)
