"""Scores that must not be written: outside the scale, for somebody else, for a closed stage, twice at once."""

import datetime
import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind, LedgerEntry
from proposals.core.models import Proposal
from reviews.assigning import services as assignments
from reviews.core.models import Assignment, ReviewStage, Score
from reviews.scoring_desk.services import save_review
from tests.reviews.conftest import answers, typed

Page = Callable[[User], Client]
Give = Callable[..., Assignment]
TEXT = "Kalimat panjang yang saya ketik di ponsel."


def stored(task: Assignment) -> tuple[object, ...]:
    """The review as it stands, to the last word, and the length of the record."""
    row = Assignment.objects.get(pk=task.pk)
    scores = tuple(row.scores.values_list("criterion", "value", "justification", "given_by"))
    return (scores, row.state, row.total, row.lead, row.comment, row.draft, row.done_at, LedgerEntry.objects.count())


@pytest.fixture
def task(proposal: Proposal, cast: SimpleNamespace, stages: list[ReviewStage]) -> Assignment:
    """A complete review that is already stored."""
    row = Assignment.objects.create(stage=stages[0], proposal_id=proposal.pk, reviewer=cast.reviewer)
    return save_review(row, answers(stages[0], [3, 2, 1]), "Komentar yang tersimpan.", by=cast.reviewer)


@pytest.mark.parametrize("way", ["score", "on_behalf"])
@pytest.mark.parametrize("level", ["0", "4", "-1", "2.5", "999999999999", "tinggi", "", "None"])
def test_a_level_outside_the_scale_changes_nothing_and_keeps_the_text(
    page: Page, cast: SimpleNamespace, task: Assignment, way: str, level: str
) -> None:
    before = stored(task)
    by = cast.reviewer if way == "score" else cast.coordinator
    data = typed(task.stage, [3, level, 3], why=TEXT) | {"comment": f"{TEXT} Komentar."}
    answer = page(by).post(reverse(f"reviews:{way}", args=[task.pk]), data)
    assert answer.status_code == 400
    assert answer.content.decode().count(TEXT) == 4
    assert stored(task) == before


def test_a_criterion_of_another_rubric_is_not_listened_to(page: Page, cast: SimpleNamespace, task: Assignment) -> None:
    foreign = {"nilai-999999": "3", "alasan-999999": TEXT}
    page(cast.reviewer).post(reverse("reviews:score", args=[task.pk]), typed(task.stage, [3, 3, 3]) | foreign)
    assert set(Score.objects.values_list("criterion", flat=True)) == set(
        task.stage.rubric.criteria.values_list("pk", flat=True)
    )


@pytest.mark.parametrize("who", ["second", "third", "insider", "owner", "leader", "stranger", "coordinator"])
@pytest.mark.parametrize("name", ["score", "save_draft"])
def test_nobody_writes_for_somebody_else(
    page: Page, cast: SimpleNamespace, task: Assignment, give: Give, who: str, name: str
) -> None:
    give(task.proposal, cast.second, [2, 2, 2])
    before = stored(task)
    data = typed(task.stage, [1, 1, 1], why=TEXT) | {"reviewer": cast.reviewer.pk, "assignment": task.pk}
    assert page(getattr(cast, who)).post(reverse(f"reviews:{name}", args=[task.pk]), data).status_code == 404
    assert stored(task) == before


def test_the_own_review_cannot_be_sent_under_another_name(
    page: Page, cast: SimpleNamespace, task: Assignment, give: Give
) -> None:
    mine, before = give(task.proposal, cast.second, [2, 2, 2]), stored(task)
    data = typed(task.stage, [1, 1, 1]) | {"given_by": cast.reviewer.pk, "reviewer": cast.reviewer.pk}
    page(cast.second).post(reverse("reviews:score", args=[mine.pk]), data)
    assert stored(task)[:-1] == before[:-1]
    assert set(mine.scores.values_list("given_by", flat=True)) == {cast.second.pk}


HOUR = datetime.timedelta(hours=1)


@pytest.mark.parametrize("way", ["score", "on_behalf", "save_draft"])
@pytest.mark.parametrize(("field", "shift"), [("closes_at", -HOUR), ("opens_at", HOUR)])
def test_outside_the_dates_of_the_stage_nothing_changes_and_the_text_stays(
    page: Page, cast: SimpleNamespace, task: Assignment, way: str, field: str, shift: datetime.timedelta
) -> None:
    ReviewStage.objects.filter(pk=task.stage_id).update(**{field: timezone.now() + shift})
    before = stored(task)
    by = cast.coordinator if way == "on_behalf" else cast.reviewer
    answer = page(by).post(reverse(f"reviews:{way}", args=[task.pk]), typed(task.stage, [1, 1, 1], why=TEXT))
    text = answer.content.decode()
    assert ("ditutup" if field == "closes_at" else "dibuka") in text
    # A draft is sent by the page in the background, which goes on showing what was typed.
    assert answer.status_code == (409 if way == "save_draft" else 400)
    assert way == "save_draft" or text.count(TEXT) == 3
    assert stored(task) == before


def at_once(*jobs: Callable[[], object]) -> None:
    """Runs the jobs in threads of their own that start together; a fault in one is raised here."""
    start, faults = threading.Barrier(len(jobs)), []

    def run(job: Callable[[], object]) -> None:
        start.wait()
        try:
            job()
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def sender(who: User, task: Assignment, levels: list[int], comment: str) -> Callable[[], object]:
    """Presses "Simpan" in a browser of its own."""
    browser = Client()
    browser.force_login(who)
    data = typed(task.stage, levels) | {"comment": comment}
    return lambda: browser.post(reverse("reviews:score", args=[task.pk]), data)


@pytest.mark.django_db(transaction=True)
def test_the_same_review_sent_twice_at_once_is_stored_once(
    cast: SimpleNamespace, proposal: Proposal, stages: list[ReviewStage]
) -> None:
    task = Assignment.objects.create(stage=stages[0], proposal_id=proposal.pk, reviewer=cast.reviewer)
    at_once(*(sender(cast.reviewer, task, [3, 2, 1], "Sekali saja.") for _ in range(2)))
    assert list(Score.objects.values_list("value", flat=True)) == [3, 2, 1]
    assert LedgerEntry.objects.filter(kind=EntryKind.SCORE).count() == 3
    assert list(ledger.verify()) == []


@pytest.mark.django_db(transaction=True)
def test_two_different_reviews_at_once_leave_one_whole_review_and_both_in_the_history(
    cast: SimpleNamespace, proposal: Proposal, stages: list[ReviewStage]
) -> None:
    task = Assignment.objects.create(stage=stages[0], proposal_id=proposal.pk, reviewer=cast.reviewer)
    at_once(sender(cast.reviewer, task, [3, 3, 3], "Tinggi."), sender(cast.reviewer, task, [1, 1, 1], "Rendah."))
    task.refresh_from_db()
    newest = [score.value for score in task.scores.newest()]
    assert (newest, float(task.total), task.comment) in (
        ([3, 3, 3], 100.0, "Tinggi."),
        ([1, 1, 1], 33.33, "Rendah."),
    )
    assert sorted(Score.objects.values_list("value", flat=True)) == [1, 1, 1, 3, 3, 3]
    assert list(ledger.verify()) == []


@pytest.mark.django_db(transaction=True)
def test_a_review_and_its_cancellation_at_once_do_not_mix(
    cast: SimpleNamespace, proposal: Proposal, stages: list[ReviewStage]
) -> None:
    task = Assignment.objects.create(stage=stages[0], proposal_id=proposal.pk, reviewer=cast.reviewer)
    cancel = lambda: assignments.unassign([task], by=cast.coordinator, reason="Salah orang.")  # noqa: E731 - one line beside its twins
    at_once(sender(cast.reviewer, task, [3, 3, 3], "Selesai."), cancel)
    task.refresh_from_db()
    assert task.state == "removed"
    assert (task.scores.count(), task.total is None) in ((0, True), (3, False))
