"""Writing a review: scores, the comment to the proposer, a draft, and stepping back from a proposal."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind
from foundation.papers.moments import spoken
from proposals.core.locking import lock_sent
from proposals.core.sent import SentProposal
from proposals.core.workflow import DECIDED, UNDER_REVIEW, Role
from proposals.text.cleaning import clean_text
from reviews.core import marks
from reviews.core import notifications as core_notifications
from reviews.core.asking import ask_to_reckon
from reviews.core.models import Assignment, Criterion, Score
from reviews.core.refusals import ReviewRefused
from reviews.interests.services import declare_conflict


@dataclass(frozen=True, slots=True)
class Answer:
    """One criterion as answered: a level, or None for "tidak dapat dinilai"."""

    criterion: Criterion
    value: int | None
    justification: str = ""


def why_closed(assignment: Assignment) -> str:
    """The sentence that explains why this assignment cannot be scored now, or an empty one; needs no query."""
    proposal, stage = assignment.proposal, assignment.stage
    if proposal.status not in UNDER_REVIEW:
        return "Usulan ini tidak lagi dalam penilaian, jadi nilainya tidak dapat diubah. Nilai Anda tetap tersimpan."
    if proposal.review_round != stage.order:
        return f"Usulan ini sudah tidak berada di tahap “{stage}”. Nilai yang sudah masuk tetap tersimpan."
    if stage.is_open():
        return ""
    if stage.opens_at and stage.opens_at > timezone.now():
        return f"Tahap “{stage}” dibuka {spoken(stage.opens_at)}. Kembalilah nanti."
    closed = spoken(stage.closes_at) if stage.closes_at else ""
    return f"Tahap “{stage}” ditutup {closed}. Hubungi koordinator Bapperida bila Anda memerlukan waktu tambahan."


def _locked(assignment: Assignment, by: User) -> Assignment:
    """The assignment as it stands now, with its proposal locked first; refuses everybody who may not write it."""
    lock_sent(assignment.proposal_id)
    current = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("proposal__agency", "stage__rubric", "reviewer")
        .get(pk=assignment.pk)
    )
    reviewer_may = Assignment.objects.of(current.reviewer).filter(pk=current.pk).exists()
    coordinates = Role.COORDINATOR in SentProposal.objects.roles_of(by, current.proposal)
    if not reviewer_may or not (by == current.reviewer or coordinates):
        raise ReviewRefused("Penugasan ini sudah tidak berlaku. Kembali ke antrean untuk melihat tugas yang tersisa.")
    refusal = why_closed(current)
    if refusal:
        raise ReviewRefused(refusal)
    return current


@transaction.atomic
def save_review(assignment: Assignment, answers: Sequence[Answer], comment: str, *, by: User) -> Assignment:
    """Stores a complete review: one new row for every answer that changed, the comment, the total.

    `by` is the reviewer, or the coordinator who copies a signed sheet on the reviewer's behalf. Raises ReviewRefused
    when it may not be written now or leaves a criterion out, OutsideScale for a level the rubric lacks.
    """
    current = _locked(assignment, by)
    criteria = list(current.stage.rubric.criteria.all())
    given = {answer.criterion.pk: answer.value for answer in answers}
    total, lead, complete = marks.totals(criteria, given)
    if not complete:
        raise ReviewRefused(
            "Penilaian belum lengkap. Beri nilai atau pilih “Tidak dapat dinilai” untuk setiap kriteria."
        )
    stored = marks.newest_marks(current)
    changed = [answer for answer in answers if _changed(answer, stored.get(answer.criterion.pk))]
    rows = Score.objects.bulk_create(
        Score(
            assignment=current,
            criterion=answer.criterion,
            value=answer.value,
            justification=clean_text(answer.justification),
            given_by=by,
        )
        for answer in changed
    )
    current.total, current.lead, current.draft = total, lead, {}
    current.comment = clean_text(comment)
    current.state, current.done_at = Assignment.State.DONE, current.done_at or timezone.now()
    current.save(update_fields=["total", "lead", "draft", "comment", "state", "done_at"])
    _record_scores(current, rows, stored, by=by)
    ask_to_reckon(current.stage.period_id)
    return current


def _record_scores(assignment: Assignment, rows: list[Score], stored: dict[int, Score], *, by: User) -> None:
    """One entry of the tamper-evident record per new score, with the level it replaces."""
    acting_for = None if by == assignment.reviewer else assignment.reviewer
    notes = [score_note(row, stored.get(row.criterion_id), assignment, acting_for) for row in rows]
    ledger.append_all(notes, actor=by)


def score_note(
    score: Score, old: Score | None, assignment: Assignment, acting_for: User | None = None
) -> ledger.LedgerNote:
    """What the tamper-evident record keeps of a score; `old` is the one that it replaces."""
    after = {"value": score.value, "criterion": score.criterion_id, "proposal": assignment.proposal_id}
    return ledger.LedgerNote(
        EntryKind.SCORE, score, {"value": old.value} if old else {}, after, acting_for, score.given_at
    )


def _changed(answer: Answer, stored: Score | None) -> bool:
    return stored is None or (stored.value, stored.justification) != (answer.value, clean_text(answer.justification))


@transaction.atomic
def save_draft(assignment: Assignment, typed: dict[str, Any], *, by: User) -> None:
    """Keeps what has been typed so far; it counts nowhere and unlocks nothing. Raises ReviewRefused as always."""
    current = _locked(assignment, by)
    current.draft = typed
    current.save(update_fields=["draft"])


@transaction.atomic
def recuse(assignment: Assignment, *, by: User, reason: str, conflict: bool) -> None:
    """The reviewer steps back with a reason; with `conflict` a conflict of interest stands from now on.

    Raises ReviewRefused without a reason, when the assignment is not the person's own any more, or when a score that
    can't be changed any more would disappear; a conflict of interest outranks even that.
    """
    reason = clean_text(reason)
    if not reason:
        raise ReviewRefused("Tuliskan alasan Anda mengundurkan diri, lalu kirim lagi.")
    lock_sent(assignment.proposal_id)
    own = Assignment.objects.of(by).select_for_update(of=("self",)).select_related("proposal", "stage")
    current = own.filter(pk=assignment.pk).first()
    if current is None:
        raise ReviewRefused("Penugasan ini sudah tidak berlaku. Kembali ke antrean untuk melihat tugas yang tersisa.")
    if not conflict and (current.state == Assignment.State.DONE or current.proposal.status in DECIDED):
        closed = why_closed(current)
        if closed:
            raise ReviewRefused(closed)
    before = {"state": current.state}
    current.state, current.reason = Assignment.State.RECUSED, reason
    current.save(update_fields=["state", "reason"])
    core_notifications.recused(by, current.proposal, reason)
    ask_to_reckon(current.stage.period_id)
    if conflict:
        declare_conflict(by, current.proposal, reason=reason, by=by)
    else:
        ledger.append(EntryKind.RECUSAL, current, actor=by, before=before, after={"reason": reason})
