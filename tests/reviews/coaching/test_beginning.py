"""A plan begins with the outcome and ends with its undoing, whoever moves the proposal."""

import datetime

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from proposals.core.period.models import Period
from proposals.core.workflow import Action, Status
from reviews.coaching import services
from reviews.coaching.models import CoachingPlan, CoachingTask
from reviews.core.models import Assignment, Criterion
from reviews.meeting.release import releasing
from tests.reviews.coaching.conftest import move

pytestmark = pytest.mark.django_db


def test_the_release_of_a_meeting_begins_the_plan_of_what_goes_to_coaching_and_of_nothing_else(signed, scored, cast):
    releasing.release(signed, by=cast.coordinator)
    plan = CoachingPlan.objects.get()
    assert (plan.proposal_id, plan.coach, plan.shared_at, plan.closed_at) == (scored[1].pk, None, None, None)


def test_it_begins_with_the_weakest_criteria_and_what_their_next_level_means(make, give, cast, rubric):
    proposal = make()
    give(proposal, cast.reviewer, [1, 3, 2])
    give(proposal, cast.second, [2, 3, 2])
    move(proposal, Action.PASS_OVER, cast.coordinator)
    tasks = list(CoachingTask.objects.values_list("text", "origin", "due"))
    first = timezone.localdate() + datetime.timedelta(days=30)
    # Kebaruan stands at 1.5 of 3, Bukti at 2, and Dampak has nothing above it.
    assert tasks == [
        ("Kebaruan: Tingkat 2.", "criterion", first),
        ("Bukti: Tingkat 3.", "criterion", first + datetime.timedelta(days=30)),
    ]


@pytest.mark.parametrize(
    ("feedback", "offered"),
    [
        ("scores", {"Dampak: Tingkat 3.", "Ukur sebelum dan sesudahnya."}),
        ("comments", {"Dampak: Tingkat 3.", "Ukur sebelum dan sesudahnya."}),
        ("nothing", set()),
    ],
)
def test_a_plan_offers_nothing_of_the_reviews_where_the_period_tells_its_proposers_nothing(
    make, give, cast, period, feedback, offered
):
    Period.objects.filter(pk=period.pk).update(feedback=feedback)
    proposal = make()
    given = give(proposal, cast.reviewer, [3, 2, 3])
    Assignment.objects.filter(pk=given.pk).update(comment="Ukur sebelum dan sesudahnya.")
    move(proposal, Action.PASS_OVER, cast.coordinator)
    assert set(CoachingTask.objects.values_list("text", flat=True)) == offered


def test_reopening_the_review_closes_the_plan_and_keeps_it(shared, cast):
    task = shared.tasks.first()
    services.tick(task, "Sudah diukur.", by=cast.owner)
    move(shared.proposal, Action.REOPEN, cast.coordinator)
    shared.refresh_from_db()
    assert shared.closed_at and shared.closing == CoachingPlan.Closing.REOPENED
    assert shared.tasks.count() == 2 and shared.coach == cast.third


def test_a_second_coaching_takes_the_plan_up_again_for_the_coordinator_to_revise(shared, scored, cast):
    services.tick(shared.tasks.first(), "Sudah diukur.", by=cast.owner)
    move(shared.proposal, Action.REOPEN, cast.coordinator)
    move(shared.proposal, Action.PASS_OVER, cast.coordinator)
    again = CoachingPlan.objects.get()
    assert (again.pk, again.closed_at, again.shared_at, again.coach) == (shared.pk, None, None, cast.third)
    names = set(again.tasks.values_list("text", flat=True))
    suggested = {f"{criterion.name}: Tingkat 3." for criterion in Criterion.objects.all()}
    assert names == {"Ukur dampaknya.", "Tulis SOP."} | suggested
    assert again.tasks.filter(done_at__isnull=False).count() == 1


def test_the_database_refuses_a_plan_for_what_was_never_in_coaching(make):
    proposal = make(Status.SHORTLISTED)
    with pytest.raises(ProgrammingError, match="sent to coaching"), transaction.atomic():
        CoachingPlan.objects.create(proposal_id=proposal.pk)


def test_the_database_removes_no_plan_and_moves_none_to_another_proposal(coached, make, cast):
    other = make(Status.COACHING)
    with pytest.raises(ProgrammingError, match="Cannot update rows"), transaction.atomic():
        CoachingPlan.objects.filter(pk=coached.pk).update(proposal=other.pk)
    with (
        pytest.raises(ProgrammingError, match="Cannot delete rows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM reviews_coachingplan WHERE id = %s", [coached.pk])


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ("done_at = now()", "coaching_done_has_time"),
        ("due = NULL", 'column "due"'),
        ("text = ''", "coaching_task_has_text"),
        ("note = 'x'", "coaching_done_has_time"),
    ],
)
def test_the_database_holds_what_a_task_is(shared, values, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE reviews_coachingtask SET {values}")


def test_the_tasks_of_a_closed_plan_rest(shared, cast):
    services.close(shared, "Selesai.", by=cast.coordinator)
    with pytest.raises(ProgrammingError, match="rest"), transaction.atomic():
        CoachingTask.objects.update(text="Diubah lewat belakang.")
