"""Tests of the queue and the scoring page: what is stored, what is refused, what stays hidden."""

import datetime
import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from reviews.core.models import Assignment, Interest, ReviewStage, Score
from reviews.core.refusals import ReviewRefused
from reviews.scoring_desk import services as scoring_desk_services
from tests import factories
from tests.reviews.conftest import answers, typed

Page = Callable[[User], Client]


def url(assignment: Assignment) -> str:
    return reverse("reviews:score", args=[assignment.pk])


def plain(answer: HttpResponse) -> str:
    """The page without the form tokens, which differ at every request."""
    return re.sub(r"[A-Za-z0-9]{64}", "", answer.content.decode())


def stored(assignment: Assignment) -> tuple[int, str, object, str]:
    """All that a refused request must leave as it was."""
    row = Assignment.objects.get(pk=assignment.pk)
    return Score.objects.count(), row.state, row.total, row.comment


def test_a_complete_review_is_stored_and_the_next_task_opens(
    page: Page, cast: SimpleNamespace, assignment: Assignment, make: Callable[..., Proposal], stages: list[ReviewStage]
) -> None:
    following = Assignment.objects.create(stage=stages[0], proposal=make(), reviewer=cast.reviewer)
    answer = page(cast.reviewer).post(url(assignment), typed(stages[0], [3, 2, 1]))
    assert answer.status_code == 302
    assert answer["Location"] == url(following)
    assignment.refresh_from_db()
    # (5×3 + 3×2 + 2×1) / (10×3) = 76.67; the heaviest criterion is full.
    assert (assignment.state, float(assignment.total), float(assignment.lead)) == ("done", 76.67, 100.0)
    assert assignment.comment == "Komentar."
    assert list(assignment.scores.values_list("value", flat=True)) == [3, 2, 1]


def test_cannot_be_judged_is_null_and_spreads_its_weight(
    page: Page, cast: SimpleNamespace, assignment: Assignment, stages: list[ReviewStage]
) -> None:
    page(cast.reviewer).post(url(assignment), typed(stages[0], ["tidak", 3, 3]))
    assignment.refresh_from_db()
    assert float(assignment.total) == 100.0
    assert assignment.lead is None
    assert list(assignment.scores.values_list("value", flat=True)) == [None, 3, 3]
    # Also without scripts the page shows where the weight went: 3 and 2 of 5 remain.
    lines = page(cast.reviewer).get(url(assignment)).context["form"].lines()
    assert [line.share for line in lines] == [0, 60, 40]


@pytest.mark.parametrize("levels", [["", 2, 3], [4, 2, 3], [0, 2, 3], ["x", 2, 3]])
def test_a_missing_or_foreign_level_stores_nothing_and_keeps_the_text(
    page: Page, cast: SimpleNamespace, assignment: Assignment, stages: list[ReviewStage], levels: list[object]
) -> None:
    before = stored(assignment)
    answer = page(cast.reviewer).post(url(assignment), typed(stages[0], levels, why="Kalimat yang saya ketik."))
    assert answer.status_code == 400
    assert "Kalimat yang saya ketik." in answer.content.decode()
    assert stored(assignment) == before


def test_a_level_that_demands_a_reason_is_refused_without_one(
    page: Page, cast: SimpleNamespace, assignment: Assignment, stages: list[ReviewStage]
) -> None:
    before = stored(assignment)
    answer = page(cast.reviewer).post(url(assignment), typed(stages[0], [1, 2, 3], why="dua kata"))
    assert "Alasan: Kebaruan: Tulis alasannya, paling sedikit 3 kata." in answer.content.decode()
    assert stored(assignment) == before
    assert "Wajib untuk tingkat 1, dan bila tidak dapat dinilai." in answer.content.decode()
    assert page(cast.reviewer).post(url(assignment), typed(stages[0], [2, 2, 3], why="")).status_code == 302


def test_a_changed_mind_adds_rows_only_for_what_changed(assignment: Assignment, cast: SimpleNamespace) -> None:
    scoring_desk_services.save_review(assignment, answers(assignment.stage, [3, 2, 1]), "", by=cast.reviewer)
    scoring_desk_services.save_review(assignment, answers(assignment.stage, [3, 2, 3]), "", by=cast.reviewer)
    assert list(assignment.scores.values_list("criterion__key", "value")) == [
        ("kebaruan", 3),
        ("dampak", 2),
        ("bukti", 1),
        ("bukti", 3),
    ]
    assert float(Assignment.objects.get().total) == 90.0
    assert Assignment.objects.count() == 1


def _close(stage: ReviewStage) -> None:
    now = timezone.now()
    ReviewStage.objects.filter(pk=stage.pk).update(closes_at=now - datetime.timedelta(minutes=1))


@pytest.mark.parametrize("status", [Status.SHORTLISTED, Status.COACHING])
def test_after_the_decision_nothing_changes_and_all_stays_readable(
    page: Page, cast: SimpleNamespace, assignment: Assignment, stages: list[ReviewStage], status: str
) -> None:
    scoring_desk_services.save_review(assignment, answers(stages[0], [3, 2, 1]), "Tetap terbaca.", by=cast.reviewer)
    with factories.past_the_meeting():
        Proposal.objects.update(status=status)
    before = stored(assignment)
    answer = page(cast.reviewer).post(url(assignment), typed(stages[0], [1, 1, 1]))
    assert answer.status_code == 400
    assert "tidak lagi dalam penilaian" in answer.content.decode()
    assert stored(assignment) == before
    assert "Tetap terbaca." in page(cast.reviewer).get(url(assignment)).content.decode()


def test_a_closed_stage_refuses_and_keeps_the_text(
    page: Page, cast: SimpleNamespace, assignment: Assignment, stages: list[ReviewStage]
) -> None:
    _close(stages[0])
    before = stored(assignment)
    answer = page(cast.reviewer).post(url(assignment), typed(stages[0], [3, 3, 3], why="Kalimat yang saya ketik."))
    assert answer.status_code == 400
    assert "ditutup" in answer.content.decode()
    assert "Kalimat yang saya ketik." in answer.content.decode()
    assert stored(assignment) == before


def test_a_proposal_in_another_stage_is_refused(assignment: Assignment, cast: SimpleNamespace) -> None:
    Proposal.objects.update(review_round=2)
    with pytest.raises(ReviewRefused, match="tidak berada di tahap"):
        scoring_desk_services.save_review(assignment, answers(assignment.stage, [3, 3, 3]), "", by=cast.reviewer)
    assert Score.objects.count() == 0


@pytest.mark.parametrize("who", ["second", "insider", "owner", "coordinator", "leader", "stranger"])
def test_nobody_else_finds_the_assignment(
    page: Page, cast: SimpleNamespace, assignment: Assignment, stages: list[ReviewStage], who: str
) -> None:
    browser = page(getattr(cast, who))
    assert browser.get(url(assignment)).status_code == 404
    assert browser.post(url(assignment), typed(stages[0], [3, 3, 3])).status_code == 404
    assert Score.objects.count() == 0


def test_who_is_no_reviewer_any_more_finds_nothing(page: Page, cast: SimpleNamespace, assignment: Assignment) -> None:
    User.objects.filter(pk=cast.reviewer.pk).update(is_reviewer=False)
    cast.reviewer.refresh_from_db()
    assert page(cast.reviewer).get(url(assignment)).status_code == 404
    assert page(cast.reviewer).get(reverse("reviews:queue")).status_code == 404


def test_a_declared_conflict_makes_the_proposal_vanish(
    page: Page, cast: SimpleNamespace, assignment: Assignment, proposal: Proposal, stages: list[ReviewStage]
) -> None:
    Interest.objects.create(user=cast.reviewer, proposal_id=proposal.pk, reason="Saudara kandung.")
    browser = page(cast.reviewer)
    for name, key in (
        ("reviews:score", assignment.pk),
        ("proposals:detail", proposal.pk),
        ("proposals:print", proposal.pk),
    ):
        answer, unknown = (browser.get(reverse(name, args=[pk])) for pk in (key, key + 999))
        assert (answer.status_code, plain(answer)) == (404, plain(unknown))
    assert browser.post(url(assignment), typed(stages[0], [3, 3, 3])).status_code == 404
    assert proposal.title not in browser.get(reverse("reviews:queue")).content.decode()
    assert Score.objects.count() == 0


def test_colleagues_stay_hidden_until_the_own_review_is_complete(
    page: Page,
    cast: SimpleNamespace,
    assignment: Assignment,
    stages: list[ReviewStage],
    give: Callable[..., Assignment],
) -> None:
    give(assignment.proposal, cast.second, [2, 2, 2])
    browser = page(cast.reviewer)
    browser.post(reverse("reviews:save_draft", args=[assignment.pk]), typed(stages[0], [3, 3, 3]))
    assert "66,67" not in browser.get(url(assignment)).content.decode()
    browser.post(url(assignment), typed(stages[0], [3, 3, 3]))
    assert "66,67" in browser.get(url(assignment)).content.decode()


@pytest.mark.parametrize("hidden", ["", "\x00\u202e"])
def test_a_draft_is_kept_and_counts_nowhere(
    page: Page, cast: SimpleNamespace, assignment: Assignment, stages: list[ReviewStage], hidden: str
) -> None:
    browser = page(cast.reviewer)
    answer = browser.post(
        reverse("reviews:save_draft", args=[assignment.pk]),
        typed(stages[0], [3, "", ""], why=f"Baru setengah{hidden} jalan."),
    )
    assert answer.status_code == 204
    assert stored(assignment) == (0, "assigned", None, "")
    assert "Baru setengah jalan." in browser.get(url(assignment)).content.decode()


def test_a_draft_for_a_closed_stage_is_refused(
    page: Page, cast: SimpleNamespace, assignment: Assignment, stages: list[ReviewStage]
) -> None:
    _close(stages[0])
    answer = page(cast.reviewer).post(reverse("reviews:save_draft", args=[assignment.pk]), typed(stages[0], [3, 3, 3]))
    assert answer.status_code == 409
    assert "ditutup" in answer.content.decode()
    assert Assignment.objects.get().draft == {}


def test_skipping_stores_nothing_and_leads_to_the_next(
    page: Page, cast: SimpleNamespace, assignment: Assignment, make: Callable[..., Proposal], stages: list[ReviewStage]
) -> None:
    following = Assignment.objects.create(stage=stages[0], proposal=make(), reviewer=cast.reviewer)
    browser = page(cast.reviewer)
    assert f'href="{url(following)}">Lewati dulu' in browser.get(url(assignment)).content.decode()
    assert f'href="{url(assignment)}">Lewati dulu' in browser.get(url(following)).content.decode()
    assert Score.objects.count() == 0


def test_the_database_refuses_a_score_outside_the_rubric(assignment: Assignment, cast: SimpleNamespace) -> None:
    criterion = assignment.stage.rubric.criteria.first()
    with pytest.raises(DatabaseError, match="not on the scale"), transaction.atomic():
        Score.objects.create(assignment=assignment, criterion=criterion, value=7, given_by=cast.reviewer)
    score = Score.objects.create(assignment=assignment, criterion=criterion, value=3, given_by=cast.reviewer)
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        Score.objects.filter(pk=score.pk).update(value=1)
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        Score.objects.filter(pk=score.pk).delete()


def test_recusal_ends_the_task_with_its_reason(page: Page, cast: SimpleNamespace, assignment: Assignment) -> None:
    browser = page(cast.reviewer)
    address = reverse("reviews:recuse", args=[assignment.pk])
    assert "Tuliskan alasan Anda." in browser.post(address, {"kind": "conflict", "reason": " "}).content.decode()
    browser.post(address, {"kind": "conflict", "reason": "Saya ikut menyusunnya."})
    assignment.refresh_from_db()
    assert (assignment.state, assignment.reason) == ("recused", "Saya ikut menyusunnya.")
    assert Interest.objects.standing().filter(user=cast.reviewer, proposal=assignment.proposal).count() == 1
    told = cast.coordinator.notifications.filter(text__contains="mengundurkan diri")
    assert [line.text for line in told] == [
        "Reviewer mengundurkan diri dari penilaian PGK-2026-0001: Saya ikut menyusunnya."
    ]
    assert browser.get(url(assignment)).status_code == 404


@pytest.mark.parametrize("rows", [2, 8])
def test_the_queue_uses_the_same_number_of_queries(
    page: Page,
    cast: SimpleNamespace,
    make: Callable[..., Proposal],
    stages: list[ReviewStage],
    django_assert_num_queries: Callable[[int], object],
    rows: int,
) -> None:
    for _ in range(rows):
        Assignment.objects.create(stage=stages[0], proposal=make(), reviewer=cast.reviewer)
    browser = page(cast.reviewer)
    with django_assert_num_queries(QUEUE_QUERIES):
        answer = browser.get(reverse("reviews:queue"))
    assert f"0 dari {rows}" in answer.content.decode()


QUEUE_QUERIES = 7


def test_saving_and_leaving_keeps_the_draft_and_opens_the_queue(
    page: Page, cast: SimpleNamespace, assignment: Assignment, stages: list[ReviewStage]
) -> None:
    browser, address = page(cast.reviewer), reverse("reviews:save_draft", args=[assignment.pk])
    posted = typed(stages[0], [3, "", ""], why="Baru setengah jalan.") | {"keluar": "1"}
    assert browser.post(address, posted)["Location"] == reverse("reviews:queue")
    assert "Baru setengah jalan." in browser.get(url(assignment)).content.decode()
    _close(stages[0])
    answer = browser.post(
        address, posted | {f"alasan-{stages[0].rubric.criteria.first().pk}": "Terlambat."}, follow=True
    )
    assert answer.redirect_chain == [(reverse("reviews:queue"), 302)]
    assert "ditutup" in answer.content.decode()
    assert "Terlambat." not in str(Assignment.objects.get().draft)
