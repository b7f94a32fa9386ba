"""Who may write scores, walked completely: status × stage × person, against a table written from the requirement."""

import contextlib
import datetime
import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.utils import timezone

from agencies.models import LedgerEntry
from proposals.models import Proposal
from proposals.workflow import Status
from reviews import services
from reviews.models import Assignment, Conflict, ReviewStage, Score
from reviews.services import ReviewRefused
from tests.reviews.conftest import answers

PEOPLE = (
    "reviewer",
    "conflicted",
    "removed",
    "dismissed",
    "second",
    "insider",
    "owner",
    "leader",
    "stranger",
    "coordinator",
)
STAGES = ("open", "closed", "not yet open", "another")
# The requirement: only what is under review, only in its own stage while that is open; only the assigned reviewer, or
# a coordinator who copies that reviewer's signed sheet. Nothing else, whoever asks.
ALLOWED = {(Status.IN_REVIEW, "open", "reviewer"), (Status.IN_REVIEW, "open", "coordinator")}


@pytest.fixture
def attempt(cast: SimpleNamespace, make: Callable[..., Proposal], stages: list[ReviewStage]) -> Callable[..., bool]:
    """Tries one combination and rolls everything back; True when the review was stored."""

    def arrange(stage: str, person: str, task: Assignment) -> None:
        now, hour = timezone.now(), datetime.timedelta(hours=1)
        dates = {"closed": {"closes_at": now - hour}, "not yet open": {"opens_at": now + hour}}
        ReviewStage.objects.filter(pk=task.stage_id).update(**dates.get(stage, {}))
        if stage == "another":
            Proposal.objects.filter(pk=task.proposal_id).update(review_round=2)
        if person == "conflicted":
            Conflict.objects.create(user=cast.reviewer, proposal=task.proposal, reason="Saudara.")
        elif person == "removed":
            Assignment.objects.filter(pk=task.pk).update(state="removed")
        elif person == "dismissed":
            type(cast.reviewer).objects.filter(pk=cast.reviewer.pk).update(is_reviewer=False)

    def try_it(status: str, stage: str, person: str) -> bool:
        with transaction.atomic():
            proposal = make(status)
            task = Assignment.objects.create(stage=stages[0], proposal=proposal, reviewer=cast.reviewer)
            arrange(stage, person, task)
            by = cast.reviewer if person in ("conflicted", "removed", "dismissed") else getattr(cast, person)
            by.refresh_from_db()
            with contextlib.suppress(ReviewRefused):
                services.save_review(task, answers(stages[0], [3, 2, 1]), "", by=by)
            stored = Score.objects.filter(assignment=task).count()
            transaction.set_rollback(True)
        return bool(stored)

    return try_it


@pytest.mark.parametrize("status", list(Status))
def test_scores_are_written_only_as_the_table_says(attempt: Callable[..., bool], status: str) -> None:
    written = {(status, stage, person) for stage in STAGES for person in PEOPLE if attempt(status, stage, person)}
    assert written == {key for key in ALLOWED if key[0] == status}


@pytest.mark.django_db(transaction=True)
def test_the_same_review_sent_twice_at_once_is_stored_once(
    cast: SimpleNamespace, proposal: Proposal, stages: list[ReviewStage]
) -> None:
    task = Assignment.objects.create(stage=stages[0], proposal=proposal, reviewer=cast.reviewer)
    given, failures, start = answers(stages[0], [3, 2, 1]), [], threading.Barrier(2)

    def send() -> None:
        start.wait()
        try:
            services.save_review(task, given, "Sekali saja.", by=cast.reviewer)
        except Exception as fault:
            failures.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert list(Score.objects.values_list("value", flat=True)) == [3, 2, 1]
    assert LedgerEntry.objects.filter(kind="score").count() == 3
