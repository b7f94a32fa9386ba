"""Adjusted scores are reckoned soon after a change, say of when they are, and never miss what was committed late."""

import random
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from agencies.core.models import User
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from reviews.core.models import Assignment, ReviewStage
from reviews.core.standings import ProposalStanding, ReckoningMark
from reviews.ranking.adjusting import complete_reviews, last_reckoning, reckon
from reviews.ranking.figures import reviewer_rows, reviewers_of
from reviews.ranking.frozen import latest
from reviews.ranking.ranking import ranking
from reviews.ranking.tasks import reckon_adjusted_scores, reckon_what_was_left
from reviews.scoring import fairness
from tests.reviews.conftest import person

Make = Callable[..., Proposal]
Give = Callable[..., Assignment]
Page = Callable[[User], Client]
Captured = Callable[..., AbstractContextManager[object]]


def waiting_jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="reckon_adjusted_scores", status="todo").count()


@pytest.fixture
def panel(make: Make, cast: SimpleNamespace, stages: list[ReviewStage]) -> list[Proposal]:
    """Twelve proposals read by two or three of four reviewers each, of whom one is strict."""
    dice, people = random.Random(7), [cast.reviewer, cast.second, cast.third, person("keempat", is_reviewer=True)]
    made = [make(agency=cast.other) for _ in range(12)]
    for proposal in made:
        for reviewer in dice.sample(people, dice.choice([2, 3])):
            total = Decimal(dice.randint(5000, 9000)) / 100 - (15 if reviewer == cast.third else 0)
            Assignment.objects.create(
                stage=stages[0], proposal=proposal, reviewer=reviewer, state="done", total=total, done_at=timezone.now()
            )
    return made


def test_the_page_says_of_when_the_adjusted_scores_are_and_whether_they_are_behind(
    page: Page, cast: SimpleNamespace, panel: list[Proposal], period: Period
) -> None:
    browser, address = page(cast.coordinator), reverse("reviews:ranking")
    assert "Nilai tersesuaikan sedang dihitung" in browser.get(address).content.decode()
    reckon_adjusted_scores(period=period.pk)
    text = browser.get(address).content.decode()
    assert "Nilai tersesuaikan dihitung" in text and "penilaian yang masuk sesudahnya" not in text
    Assignment.objects.filter(proposal=panel[0]).update(total=Decimal("12.00"))
    answer = browser.get(address)
    assert "penilaian yang masuk sesudahnya sedang dihitung" in answer.content.decode()
    row = next(line for line, _, _ in answer.context["lines"] if line.proposal_id == panel[0].pk)
    assert row.raw == Decimal("12.00") and row.adjusted > 20
    reckon_adjusted_scores(period=period.pk)
    rows = {row.proposal_id: row for row in ranking(period, Proposal.objects.all(), frozen=latest(period))}
    assert rows[panel[0].pk].adjusted < 20 and not last_reckoning(period).behind


def test_reviews_in_stages_without_a_share_alone_give_no_adjusted_score(
    panel: list[Proposal], stages: list[ReviewStage], period: Period
) -> None:
    ReviewStage.objects.filter(pk=stages[0].pk).update(share=0)
    reckon(period)
    assert {
        row.proposal_id: row.adjusted for row in ranking(period, Proposal.objects.all(), frozen=latest(period))
    } == {proposal.pk: None for proposal in panel}


def test_a_saved_review_asks_the_queue_once(
    proposal: Proposal, give: Give, cast: SimpleNamespace, django_capture_on_commit_callbacks: Captured
) -> None:
    for reviewer in (cast.reviewer, cast.second):
        with django_capture_on_commit_callbacks(execute=True):
            give(proposal, reviewer, [3, 3, 3])
    assert waiting_jobs() == 1


def test_what_nobody_asked_for_is_taken_up_within_a_minute(
    panel: list[Proposal], period: Period, django_capture_on_commit_callbacks: Captured
) -> None:
    """A change past the portal's services leaves its mark all the same."""
    assert waiting_jobs() == 0
    with django_capture_on_commit_callbacks(execute=True):
        reckon_what_was_left(timestamp=0)
    assert waiting_jobs() == 1
    reckon(period)
    assert not ReckoningMark.objects.exists()


def test_where_adjusted_scores_rank_a_change_ranks_with_the_next_reckoning(
    make: Make, cast: SimpleNamespace, stages: list[ReviewStage], period: Period, request: pytest.FixtureRequest
) -> None:
    Period.objects.filter(pk=period.pk).update(ranking_column="adjusted")
    period.refresh_from_db()
    panel = request.getfixturevalue("panel")
    reckon(period)
    before = {
        row.proposal_id: (row.place, row.score)
        for row in ranking(period, Proposal.objects.all(), frozen=latest(period))
    }
    assert all(score is not None for _, score in before.values())
    Assignment.objects.filter(proposal=panel[0]).update(total=Decimal("1.00"))
    late = make()
    Assignment.objects.create(
        stage=stages[0], proposal=late, reviewer=cast.reviewer, state="done", total=99, done_at=timezone.now()
    )
    rows = {
        row.proposal_id: (row.place, row.score)
        for row in ranking(period, Proposal.objects.all(), frozen=latest(period))
    }
    assert rows == before | {late.pk: (None, None)}
    reckon(period)
    rows = {
        row.proposal_id: (row.place, row.score)
        for row in ranking(period, Proposal.objects.all(), frozen=latest(period))
    }
    assert rows[late.pk][0] == 1 and rows[panel[0].pk][0] == len(rows)


@pytest.mark.parametrize("seed", range(3))
def test_reviewers_are_told_by_the_database_what_the_pure_figures_say(
    make: Make, stages: list[ReviewStage], seed: int
) -> None:
    dice, people = random.Random(seed), [person(f"juri{number}", is_reviewer=True) for number in range(5)]
    for proposal in [make() for _ in range(8)]:
        for reviewer in dice.sample(people, dice.randint(0, 4)):
            state, total = dice.choice([("done", 1), ("done", 1), ("done", None), ("assigned", None)])
            given = Decimal(dice.randint(0, 10000)) / 100 if total else None
            Assignment.objects.create(
                stage=stages[0], proposal=proposal, reviewer=reviewer, state=state, total=given, done_at=timezone.now()
            )
    pure = fairness.reviewer_figures(complete_reviews(stages).get(stages[0].pk, []))
    hidden = Proposal.objects.none().values("pk")
    rows = reviewer_rows(stages[0], hidden, reviewers_of(stages[0], hidden))
    loads = defaultdict(list)
    for row in Assignment.objects.active():
        loads[row.reviewer_id].append(row.state)
    assert {row.person.pk: (row.load, row.complete) for row in rows} == {
        key: (len(states), states.count("done")) for key, states in loads.items()
    }
    for row in rows:
        told, said = (row.mean, row.stdev, row.gap), pure.get(row.person.pk)
        expected = (said.summary.mean, said.summary.stdev, said.gap) if said else (None, None, None)
        assert [each is None for each in told] == [each is None for each in expected]
        assert all(abs(one - other) < Decimal("0.000001") for one, other in zip(told, expected, strict=True) if one)


@contextmanager
def somebody_else(work: Callable[[], object]) -> Iterator[None]:
    """While the block runs, another connection has done the work and not committed it."""
    done, leave = threading.Event(), threading.Event()

    def run() -> None:
        try:
            with transaction.atomic():
                work()
                done.set()
                leave.wait(20)
        finally:
            connection.close()

    other = threading.Thread(target=run)
    other.start()
    done.wait(20)
    try:
        yield
    finally:
        leave.set()
        other.join()
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_a_review_that_is_committed_late_leaves_its_mark_behind(
    make: Make, cast: SimpleNamespace, stages: list[ReviewStage], panel: list[Proposal], period: Period
) -> None:
    """It is written before the reckoning begins and committed after it has ended."""
    late = make()
    given = {"stage": stages[0], "proposal": late, "reviewer": cast.reviewer}

    def add() -> None:
        Assignment.objects.create(state="done", total=10, done_at=timezone.now(), **given)

    with somebody_else(add):
        reckon(period)
        assert not last_reckoning(period).behind
    assert last_reckoning(period).behind
    assert ProposalStanding.objects.get(proposal=late).adjusted is None
    reckon(period)
    assert ProposalStanding.objects.get(proposal=late).adjusted is not None


@pytest.mark.django_db(transaction=True)
def test_whoever_writes_a_review_goes_before_the_reckoning(panel: list[Proposal], period: Period) -> None:
    def change() -> None:
        Assignment.objects.filter(proposal=panel[0]).update(total=Decimal("20.00"))

    with somebody_else(change), pytest.raises(OperationalError, match="lock timeout"):
        reckon(period)
    assert last_reckoning(period).at is None and ReckoningMark.objects.exists()
    reckon(period)
    rows = {row.proposal_id: row for row in ranking(period, Proposal.objects.all(), frozen=latest(period))}
    assert rows[panel[0].pk].raw == Decimal("20.00") and not last_reckoning(period).behind
