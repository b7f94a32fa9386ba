"""Writing a review: scores, the comment to the proposer, a draft, and stepping back from a proposal."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind
from foundation.papers.moments import spoken
from foundation.text.plain import as_typed
from proposals.core.locking import lock_sent
from proposals.core.sent import SentProposal
from proposals.core.workflow import DECIDED, UNDER_REVIEW, Role
from reviews.core import marks
from reviews.core import notifications as core_notifications
from reviews.core.asking import ask_to_reckon
from reviews.core.models import Assignment, Criterion, Score
from reviews.core.refusals import ReviewRefused
from reviews.interests.services import declare_conflict

BATCH: Final = 500
COMPLETED: Final = ("total", "lead", "draft", "comment", "state", "done_at")


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
        .select_related("proposal__agency", "stage__rubric", "stage__period", "reviewer")
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
    store_reviews([CompleteReview(current, answers, comment, by)])
    return current


@dataclass(frozen=True, slots=True)
class CompleteReview:
    """A review that leaves no criterion out: `assignment` as it stands, locked, with its stage and reviewer.

    `at` is when it was given, and said by the demo alone, whose reviews lie in the past.
    """

    assignment: Assignment
    answers: Sequence[Answer]
    comment: str
    by: User
    at: datetime.datetime | None = None


def store_reviews(reviews: Sequence[CompleteReview]) -> None:
    """The one writer of reviews of different assignments: the scores that changed, comment and total, the record.

    It belongs to the caller's transaction, and asks nothing but what a review is. Raises ReviewRefused when one leaves
    a criterion out, OutsideScale for a level the rubric lacks; nothing is written then.
    """
    rubrics = {review.assignment.stage.rubric for review in reviews}
    criteria = {rubric.pk: list(rubric.criteria.all()) for rubric in rubrics}
    for review in reviews:
        _complete(review, criteria[review.assignment.stage.rubric_id])
    stored = marks.newest_of(review.assignment for review in reviews)
    given = [(review, _new_scores(review, stored.get(review.assignment.pk, {}))) for review in reviews]
    Score.objects.bulk_create((row for _, rows in given for row in rows), batch_size=BATCH)
    Assignment.objects.bulk_update([review.assignment for review in reviews], COMPLETED, batch_size=BATCH)
    for review, rows in given:
        _record_scores(review, rows, stored.get(review.assignment.pk, {}))
    for period in {review.assignment.stage.period_id for review in reviews}:
        ask_to_reckon(period)


def _complete(review: CompleteReview, criteria: Sequence[Criterion]) -> None:
    """The assignment as the review leaves it. Raises ReviewRefused and OutsideScale."""
    given = {answer.criterion.pk: answer.value for answer in review.answers}
    total, lead, complete = marks.totals(criteria, given, review.assignment.stage.period.score_scale)
    if not complete:
        raise ReviewRefused(
            "Penilaian belum lengkap. Beri nilai atau pilih “Tidak dapat dinilai” untuk setiap kriteria."
        )
    row = review.assignment
    row.total, row.lead, row.draft, row.comment = total, lead, {}, as_typed(review.comment)
    row.state, row.done_at = Assignment.State.DONE, row.done_at or review.at or timezone.now()


def _new_scores(review: CompleteReview, stored: Mapping[int, Score]) -> list[Score]:
    """A row for every answer that differs from the score that counted until now."""
    at = review.at or timezone.now()
    return [
        Score(
            assignment=review.assignment,
            criterion=answer.criterion,
            value=answer.value,
            justification=as_typed(answer.justification),
            given_by=review.by,
            given_at=at,
        )
        for answer in review.answers
        if _changed(answer, stored.get(answer.criterion.pk))
    ]


def _record_scores(review: CompleteReview, rows: Iterable[Score], stored: Mapping[int, Score]) -> None:
    """One entry of the tamper-evident record per new score, with the level it replaces."""
    reviewer, proposal = review.assignment.reviewer, review.assignment.proposal_id
    acting_for = None if review.by == reviewer else reviewer
    notes = []
    for row in rows:
        old = stored.get(row.criterion_id)
        before = {"value": old.value} if old else {}
        after = {"value": row.value, "criterion": row.criterion_id, "proposal": proposal}
        notes.append(ledger.LedgerNote(EntryKind.SCORE, row, before, after, acting_for, row.given_at))
    ledger.append_all(notes, actor=review.by)


def _changed(answer: Answer, stored: Score | None) -> bool:
    return stored is None or (stored.value, stored.justification) != (answer.value, as_typed(answer.justification))


@transaction.atomic
def save_draft(assignment: Assignment, typed: dict[str, Any], *, by: User) -> None:
    """Keeps what has been typed so far; it counts nowhere and unlocks nothing. Raises ReviewRefused as always.

    Fields that `typed` leaves out stay as they were kept: another screen, or another tab, wrote them.
    """
    current = _locked(assignment, by)
    current.draft = current.draft | typed
    current.save(update_fields=["draft"])


@transaction.atomic
def recuse(assignment: Assignment, *, by: User, reason: str, conflict: bool) -> None:
    """The reviewer steps back with a reason; with `conflict` a conflict of interest stands from now on.

    Raises ReviewRefused without a reason, when the assignment is not the person's own any more, or when a score that
    can't be changed any more would disappear; a conflict of interest outranks even that.
    """
    reason = as_typed(reason)
    if not reason:
        raise ReviewRefused("Tuliskan alasan Anda mengundurkan diri, lalu kirim lagi.")
    lock_sent(assignment.proposal_id)
    own = Assignment.objects.of(by).select_for_update(of=("self",)).select_related("proposal", "stage", "reviewer")
    current = own.filter(pk=assignment.pk).first()
    if current is None:
        raise ReviewRefused("Penugasan ini sudah tidak berlaku. Kembali ke antrean untuk melihat tugas yang tersisa.")
    if not conflict and (current.state == Assignment.State.DONE or current.proposal.status in DECIDED):
        closed = why_closed(current)
        if closed:
            raise ReviewRefused(closed)
    step_back(current, reason=reason, conflict=conflict)


def step_back(task: Assignment, *, reason: str, conflict: bool, at: datetime.datetime | None = None) -> None:
    """The one writer of it: the task ends, the coordinators are told, and it goes on the record.

    It asks nothing, and belongs to the caller's transaction. `at` is when it was, and given by the demo alone.
    """
    before, reviewer = {"state": task.state}, task.reviewer
    task.state, task.reason, task.ended_at = Assignment.State.RECUSED, reason, at
    task.save(update_fields=["state", "reason", "ended_at"])
    core_notifications.recused(reviewer, task.proposal, reason, at=at)
    ask_to_reckon(task.stage.period_id)
    if conflict:
        declare_conflict(reviewer, task.proposal, reason=reason, by=reviewer, at=at)
    else:
        ledger.append(EntryKind.RECUSAL, task, actor=reviewer, before=before, after={"reason": reason})
