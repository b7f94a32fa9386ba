"""What writing a review and stepping back leave on the tamper-evident record, and what they refuse in words."""

import datetime
import json
from types import SimpleNamespace

import pytest

from agencies.core.models import Notification, User
from foundation.audit.models import LedgerEntry
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from reviews.core.models import Assignment
from reviews.core.refusals import ReviewRefused
from reviews.scoring_desk.services import recuse, save_review, step_back
from tests import factories
from tests.reviews.conftest import answers


def told(kind: str) -> list[tuple[int, User | None, User | None, object, object]]:
    """Subject, who wrote, for whom, before and after of every entry of this kind."""
    return [
        (entry.subject_id, entry.actor, entry.acting_for, json.loads(entry.before), json.loads(entry.after))
        for entry in LedgerEntry.objects.filter(kind=kind).order_by("sequence")
    ]


def test_every_new_score_is_on_the_record_with_the_one_it_replaces(
    assignment: Assignment, cast: SimpleNamespace
) -> None:
    save_review(assignment, answers(assignment.stage, [3, 2, 1]), "", by=cast.reviewer)
    save_review(assignment, answers(assignment.stage, [3, 2, 3]), "", by=cast.coordinator)
    rows = list(assignment.scores.order_by("pk"))
    about = [{"value": row.value, "criterion": row.criterion_id, "proposal": assignment.proposal_id} for row in rows]
    assert told("score") == [
        (rows[0].pk, cast.reviewer, None, {}, about[0]),
        (rows[1].pk, cast.reviewer, None, {}, about[1]),
        (rows[2].pk, cast.reviewer, None, {}, about[2]),
        (rows[3].pk, cast.coordinator, cast.reviewer, {"value": 1}, about[3]),
    ]
    assert {entry.subject_type for entry in LedgerEntry.objects.filter(kind="score")} == {"reviews.score"}


def test_an_incomplete_review_is_refused_in_words(assignment: Assignment, cast: SimpleNamespace) -> None:
    with pytest.raises(ReviewRefused, match=r"^Penilaian belum lengkap\."):
        save_review(assignment, answers(assignment.stage, [3, 2, 1])[:2], "", by=cast.reviewer)
    assert (assignment.scores.count(), Assignment.objects.get().state) == (0, "assigned")


def test_stepping_back_without_a_conflict_is_on_the_record(assignment: Assignment, cast: SimpleNamespace) -> None:
    recuse(assignment, by=cast.reviewer, reason=" Berhalangan.\x00 ", conflict=False)
    assert told("recusal") == [
        (assignment.pk, cast.reviewer, None, {"state": "assigned"}, {"reason": "Berhalangan."}),
    ]


def test_after_the_decision_only_a_conflict_takes_a_score_away(assignment: Assignment, cast: SimpleNamespace) -> None:
    save_review(assignment, answers(assignment.stage, [3, 2, 1]), "", by=cast.reviewer)
    with factories.past_the_meeting():
        Proposal.objects.update(status=Status.SHORTLISTED)
    with pytest.raises(ReviewRefused, match="tidak lagi dalam penilaian"):
        recuse(assignment, by=cast.reviewer, reason="Saudara.", conflict=False)
    assert Assignment.objects.get().state == "done"
    recuse(assignment, by=cast.reviewer, reason="Saudara.", conflict=True)
    assert Assignment.objects.get().state == "recused"


@pytest.mark.parametrize("conflict", [False, True])
def test_a_step_back_of_the_past_ends_and_is_told_as_of_then(
    assignment: Assignment, cast: SimpleNamespace, conflict: bool
) -> None:
    at = datetime.datetime(2026, 5, 20, 9, tzinfo=datetime.UTC)
    Notification.objects.all().delete()
    step_back(assignment, reason="Berhalangan.", conflict=conflict, at=at)
    assert Assignment.objects.get().ended_at == at
    assert list(Notification.objects.values_list("user", "created_at")) == [(cast.coordinator.pk, at)]
