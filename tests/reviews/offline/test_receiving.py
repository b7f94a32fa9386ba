"""Answers that come back from a device: each once, never over a newer one, and a sentence where they are refused."""

import datetime
import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from foundation.security.kinds import Kind
from foundation.security.models import SecurityEvent
from proposals.core.models import Proposal
from reviews.core.models import Assignment, Criterion, Interest, ReviewStage
from reviews.offline import worker
from reviews.offline.models import OfflineAnswer
from reviews.offline.owners import COOKIE, owner_of
from reviews.scoring_desk import services as scoring_desk

Page = Callable[[User], Client]


def level(assignment: Assignment, place: int = 0) -> str:
    return f"nilai-{assignment.stage.rubric.criteria.all()[place].pk}"


def written(field: str, value: str, base: str = "", key: str = "") -> dict[str, str]:
    return {"key": key or str(uuid4()), "field": field, "value": value, "base": base}


def send(browser: Client, person: User, assignment: int, *answers: dict[str, str]) -> list[dict[str, Any]]:
    body = {"owner": owner_of(person), "assignment": assignment, "answers": answers}
    answer = browser.post(reverse("reviews:offline_send"), json.dumps(body), content_type="application/json")
    assert answer.status_code == 200
    told: list[dict[str, Any]] = answer.json()["answers"]
    return told


def draft(assignment: Assignment) -> dict[str, str]:
    assignment.refresh_from_db()
    return assignment.draft


def test_an_answer_is_merged_into_the_draft_and_counts_once_however_often_it_arrives(
    page: Page, cast: SimpleNamespace, assignment: Assignment
) -> None:
    browser, answer = page(cast.reviewer), written(level(assignment), "3")
    scoring_desk.save_draft(assignment, {"comment": "Dari meja."}, by=cast.reviewer)
    assert [each["how"] for each in send(browser, cast.reviewer, assignment.pk, answer)] == ["kept"]
    scoring_desk.save_draft(assignment, {level(assignment): "2"}, by=cast.reviewer)
    assert [each["how"] for each in send(browser, cast.reviewer, assignment.pk, answer)] == ["kept"]
    assert draft(assignment) == {"comment": "Dari meja.", level(assignment): "2"}
    assert OfflineAnswer.objects.count() == 1


def test_what_was_changed_elsewhere_meanwhile_is_not_written_over(
    page: Page, cast: SimpleNamespace, assignment: Assignment
) -> None:
    scoring_desk.save_draft(assignment, {level(assignment): "2", "comment": "Sama."}, by=cast.reviewer)
    told = send(
        page(cast.reviewer), cast.reviewer, assignment.pk,
        written(level(assignment), "3"), written("comment", "Sama."), written(level(assignment, 1), "1"),
    )  # fmt: skip
    assert [(each["how"], each["stored"]) for each in told] == [("clash", "2"), ("kept", ""), ("kept", "")]
    assert draft(assignment) == {level(assignment): "2", "comment": "Sama.", level(assignment, 1): "1"}
    # Chosen by the reviewer, based on what the portal holds.
    assert (
        send(page(cast.reviewer), cast.reviewer, assignment.pk, written(level(assignment), "3", "2"))[0]["how"]
        == "kept"
    )
    assert draft(assignment)[level(assignment)] == "3"


def test_a_task_that_is_no_longer_theirs_or_closed_is_refused_with_a_sentence(
    page: Page, cast: SimpleNamespace, assignment: Assignment, stages: list[ReviewStage]
) -> None:
    browser, answer = page(cast.reviewer), written(level(assignment), "3")
    stages[0].closes_at = timezone.now() - datetime.timedelta(hours=1)
    stages[0].save()
    [closed] = send(browser, cast.reviewer, assignment.pk, answer)
    assert (closed["how"], "ditutup" in closed["why"]) == ("refused", True)
    Interest.objects.create(
        user=cast.reviewer, proposal=assignment.proposal, reason="Mendampingi.", declared_by=cast.reviewer
    )
    [conflicted] = send(browser, cast.reviewer, assignment.pk, answer)
    assert (conflicted["how"], "tidak berlaku" in conflicted["why"]) == ("refused", True)
    assert (draft(assignment), OfflineAnswer.objects.count()) == ({}, 0)


@pytest.mark.parametrize(("field", "value"), [("nilai-0", "3"), ("level", "9"), ("comment", "x" * 4001)])
def test_what_the_rubric_does_not_know_is_refused_and_the_rest_is_kept(
    page: Page, cast: SimpleNamespace, assignment: Assignment, field: str, value: str
) -> None:
    wrong = level(assignment) if field == "level" else field
    told = send(
        page(cast.reviewer), cast.reviewer, assignment.pk, written(wrong, value), written(level(assignment, 1), "1")
    )
    assert [each["how"] for each in told] == ["refused", "kept"]
    assert told[0]["why"]
    assert draft(assignment) == {level(assignment, 1): "1"}


def test_another_person_and_nonsense_write_nothing(page: Page, cast: SimpleNamespace, assignment: Assignment) -> None:
    browser, place = page(cast.second), reverse("reviews:offline_send")
    body = {"owner": owner_of(cast.reviewer), "assignment": assignment.pk, "answers": [written(level(assignment), "3")]}
    foreign = browser.post(place, json.dumps(body), content_type="application/json")
    assert (foreign.status_code, "orang lain" in foreign.json()["why"]) == (403, True)
    assert send(browser, cast.second, assignment.pk, written(level(assignment), "3"))[0]["how"] == "refused"
    changes: list[dict[str, object]] = [
        {"answers": []}, {"answers": [1]}, {"answers": None}, {"answers": body["answers"] * 2}, {"owner": 1},
        {"assignment": 10**30}, {"assignment": float("inf")}, {"answers": [written("comment", "") for _ in range(101)]},
        {"answers": [written("comment", "x") | {"key": 1}]}, {"answers": [written("comment", "x" * 10_001)]},
    ]  # fmt: skip
    nonsense = ["", "[]", "{", "[" * 100_000, *(json.dumps(body | change) for change in changes)]
    assert {browser.post(place, each, content_type="application/json").status_code for each in nonsense} == {400}
    assert draft(assignment) == {}


def test_a_packet_holds_what_the_score_page_shows_and_costs_the_same_for_any_size(
    page: Page, cast: SimpleNamespace, assignment: Assignment, django_assert_max_num_queries: Any
) -> None:
    scoring_desk.save_draft(assignment, {level(assignment): "2"}, by=cast.reviewer)
    browser, place = page(cast.reviewer), reverse("reviews:task_packet", args=[assignment.pk])
    answer = browser.get(place)
    assert answer["Cache-Control"] == "private, no-store"
    packet = answer.json()
    assert [screen["name"] for screen in packet["screens"]] == ["Kebaruan", "Dampak", "Bukti"]
    assert packet["values"][level(assignment)] == "2"
    assert packet["title"] == assignment.proposal.title
    with django_assert_max_num_queries(25):
        browser.get(place)
    rubric = assignment.stage.rubric
    for order in range(3, 9):
        Criterion.objects.create(
            rubric=rubric, key=f"k{order}", name=f"K{order}", weight=1, order=order, levels=packet_levels(rubric)
        )
    with django_assert_max_num_queries(25):
        assert len(browser.get(place).json()["screens"]) == 9


def packet_levels(rubric: Any) -> Any:
    return rubric.criteria.first().levels


def test_taking_along_is_noted_with_the_amount_and_only_ones_own_open_tasks_go(
    page: Page, cast: SimpleNamespace, assignment: Assignment, make: Callable[..., Proposal], stages: list[ReviewStage]
) -> None:
    foreign = Assignment.objects.create(stage=stages[0], proposal=make(), reviewer=cast.second)
    browser = page(cast.reviewer)
    answer = browser.post(reverse("reviews:take_along"), {"tugas": [assignment.pk, foreign.pk, "x", ""]})
    assert answer.json()["tasks"] == [assignment.pk]
    assert answer.cookies[COOKIE].value == owner_of(cast.reviewer)
    event = SecurityEvent.objects.get(kind=Kind.TAKEN_ALONG)
    assert (event.person_id, event.detail) == (cast.reviewer.pk, "1 usulan")


def test_signing_out_empties_the_device_of_whoever_took_along_and_of_nobody_else(
    page: Page, cast: SimpleNamespace, assignment: Assignment
) -> None:
    browser = page(cast.reviewer)
    browser.post(reverse("reviews:take_along"), {"tugas": [assignment.pk]})
    browser.force_login(cast.second)
    assert 'data-taken="other"' in browser.get(reverse("reviews:queue")).content.decode()
    assert browser.post(reverse("account_logout"))["Clear-Site-Data"] == '"cache"'
    browser.force_login(cast.reviewer)
    assert 'data-taken="own"' in browser.get(reverse("reviews:queue")).content.decode()
    answer = browser.post(reverse("account_logout"))
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.cookies[COOKIE].value == ""


def test_a_portal_can_keep_proposals_off_devices_and_still_takes_in_what_was_written(
    page: Page, cast: SimpleNamespace, assignment: Assignment, settings: Any
) -> None:
    settings.OFFLINE_REVIEWS = False
    browser = page(cast.reviewer)
    places = (reverse("reviews:take_along"), reverse("reviews:task_packet", args=[assignment.pk]))
    assert [browser.get(place).status_code for place in places] == [404, 404]
    assert reverse("reviews:take_along") not in browser.get(reverse("reviews:queue")).content.decode()
    assert [each["how"] for each in send(browser, cast.reviewer, assignment.pk, written(level(assignment), "3"))] == [
        "kept"
    ]


def test_pages_without_that_act_load_nothing_of_it(page: Page, cast: SimpleNamespace, assignment: Assignment) -> None:
    html = page(cast.reviewer).get(reverse("home")).content.decode()
    assert "taken-" not in html
    html = page(cast.reviewer).get(reverse("reviews:queue")).content.decode()
    assert "taken-guard" not in html
    assert "taken-store" not in html


def test_devices_renew_the_shell_when_its_words_change(monkeypatch: pytest.MonkeyPatch) -> None:
    before = worker.worker_script()
    assert worker.worker_script() == before
    monkeypatch.setattr(worker, "render_to_string", lambda name: f"{name}, dengan kata lain")
    assert worker.worker_script() != before
