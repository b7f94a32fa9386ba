"""Sending the reviews that are complete, several at once and asked once, with names."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from agencies.core.models import User
from proposals.core.models import Proposal
from reviews.core.models import Assignment, ReviewStage, Score
from reviews.scoring_desk import services
from tests.reviews.conftest import typed

Page = Callable[[User], Client]
SEND = "reviews:send_complete"


@pytest.fixture
def tasks(make: Callable[..., Proposal], cast: SimpleNamespace, stages: list[ReviewStage]) -> list[Assignment]:
    return [Assignment.objects.create(stage=stages[0], proposal_id=make().pk, reviewer=cast.reviewer) for _ in range(3)]


def answer(task: Assignment, levels: list[object], by: User) -> None:
    services.save_draft(task, typed(task.stage, levels), by=by)


def states() -> list[str]:
    return list(Assignment.objects.order_by("pk").values_list("state", flat=True))


def test_the_queue_offers_it_and_only_what_was_ticked_is_sent(
    page: Page, cast: SimpleNamespace, tasks: list[Assignment]
) -> None:
    browser = page(cast.reviewer)
    assert reverse(SEND) not in browser.get(reverse("reviews:queue")).content.decode()
    for task, levels in zip(tasks, ([3, 2, 1], [3, 3, 3], [3, "", 3]), strict=True):
        answer(task, levels, cast.reviewer)
    assert "Kirim 2 penilaian yang lengkap" in browser.get(reverse("reviews:queue")).content.decode()
    shown = browser.get(reverse(SEND))
    text = shown.content.decode()
    assert tasks[0].proposal.title in text and tasks[1].proposal.title in text
    assert tasks[2].proposal.title not in text and "nilai 76,67" in text
    done = browser.post(reverse(SEND), {"usulan": [shown.context["ready"][0].seal]}, follow=True)
    assert f"1 penilaian terkirim: {tasks[0].proposal.reference}." in done.content.decode()
    assert states() == ["done", "assigned", "assigned"]
    assert float(Assignment.objects.get(pk=tasks[0].pk).total) == 76.67


def test_what_was_answered_otherwise_meanwhile_sends_nothing(
    page: Page, cast: SimpleNamespace, tasks: list[Assignment]
) -> None:
    browser = page(cast.reviewer)
    for task in tasks:
        answer(task, [3, 3, 3], cast.reviewer)
    seals = [each.seal for each in browser.get(reverse(SEND)).context["ready"]]
    answer(tasks[1], [1, 1, 1], cast.reviewer)
    text = browser.post(reverse(SEND), {"usulan": seals}, follow=True).content.decode()
    assert "berubah sejak halaman ini dibuka" in text
    assert (states(), Score.objects.count()) == (["assigned"] * 3, 0)


@pytest.mark.parametrize("sent", [[], ["x"], ["1-000000000000"]])
def test_nothing_or_something_foreign_sends_nothing(
    page: Page, cast: SimpleNamespace, tasks: list[Assignment], sent: list[str]
) -> None:
    answer(tasks[0], [3, 3, 3], cast.reviewer)
    page(cast.reviewer).post(reverse(SEND), {"usulan": sent})
    assert states() == ["assigned"] * 3


def test_sent_twice_it_is_one_review(page: Page, cast: SimpleNamespace, tasks: list[Assignment]) -> None:
    browser = page(cast.reviewer)
    answer(tasks[0], [3, 3, 3], cast.reviewer)
    seals = [each.seal for each in browser.get(reverse(SEND)).context["ready"]]
    for _ in range(2):
        browser.post(reverse(SEND), {"usulan": seals})
    assert (states().count("done"), Score.objects.count()) == (1, 3)
