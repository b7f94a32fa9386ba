"""Reminders of open tasks: once before, once after, to the agency and the coach, and to nobody else."""

import datetime

import pytest
from django.utils import timezone

from agencies.core.models import Notification
from proposals.core.workflow import Action
from reviews.coaching import services
from reviews.coaching.models import CoachingPlan
from reviews.coaching.reminders import remind
from reviews.coaching.services import PlannedTask
from reviews.interests import services as declaring
from tests.at_once import at_once
from tests.reviews.coaching.conftest import day, edit, move

pytestmark = pytest.mark.django_db


def later(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


@pytest.fixture(autouse=True)
def quiet(shared):
    Notification.objects.all().delete()


def readers() -> set[str]:
    return set(Notification.objects.values_list("user__username", flat=True))


def test_a_task_is_spoken_of_once_before_it_is_due_and_once_after(shared):
    # The first task is due in five days, the other in forty.
    sent = [ahead for ahead in range(60) if remind(later(ahead))]
    assert sent == [0, 6, 33, 41]


def test_agency_and_coach_are_told_and_nobody_else(shared):
    remind()
    assert readers() == {"owner", "colleague", "insider", "third"}
    assert Notification.objects.first().text.startswith("1 tugas pembinaan “Inovasi 2” mendekati tenggat. Yang pertama")


def test_nobody_is_told_of_what_was_not_shared_yet(shared, make, cast):
    """Its tasks are due in the same days as those of the shared one, of which alone somebody is told."""
    other = make()
    move(other, Action.PASS_OVER, cast.coordinator)
    plan = CoachingPlan.objects.get(proposal=other.pk)
    services.save_plan(plan, edit(plan, cast.third, PlannedTask("Ukur.", day(5))), by=cast.coordinator)
    Notification.objects.all().delete()
    assert remind() == 1
    assert {shared.proposal.title in text for text in Notification.objects.values_list("text", flat=True)} == {True}
    plan.refresh_from_db()
    services.share(plan, by=cast.coordinator)
    assert remind() == 1


def test_nobody_is_told_of_what_was_done_or_closed(shared, cast):
    services.tick(shared.tasks.first(), "Diukur.", by=cast.owner)
    assert remind() == 0
    services.close(shared, "Selesai.", by=cast.coordinator)
    assert remind(later(50)) == 0


def test_a_coach_with_a_conflict_since_is_told_nothing(shared, cast):
    declaring.declare_conflict(cast.third, shared.proposal, reason="Keluarga.", by=cast.third)
    remind()
    assert readers() == {"owner", "colleague", "insider"}


def test_a_task_that_was_moved_to_another_day_is_spoken_of_again(shared, cast):
    assert (remind(), remind()) == (1, 0)
    first, other = shared.tasks.all()
    for due, times in ((first.due, 0), (later(6), 1)):
        tasks = (PlannedTask(first.text, due, first.pk), PlannedTask(other.text, other.due, other.pk))
        plan = CoachingPlan.objects.get()
        services.save_plan(plan, edit(plan, cast.third, *tasks), by=cast.coordinator)
        assert remind() == times


def test_two_workers_at_once_speak_of_it_once(transactional_db, shared):
    Notification.objects.all().delete()
    assert sorted(at_once(remind, remind)) == [0, 1]
