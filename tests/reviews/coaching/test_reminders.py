"""Reminders of open tasks: once before, once after, to the agency and the coach, and to nobody else."""

import datetime

import pytest
from django.utils import timezone

from agencies.core.models import Notification
from reviews.coaching import services
from reviews.coaching.reminders import remind
from reviews.interests import services as declaring

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


def test_nobody_is_told_of_what_was_done_closed_or_not_shared_yet(shared, coached, cast):
    services.tick(shared.tasks.first(), "Diukur.", by=cast.owner)
    assert remind() == 0
    services.close(shared, "Selesai.", by=cast.coordinator)
    assert remind(later(50)) == 0


def test_a_coach_with_a_conflict_since_is_told_nothing(shared, cast):
    declaring.declare_conflict(cast.third, shared.proposal, reason="Keluarga.", by=cast.third)
    remind()
    assert readers() == {"owner", "colleague", "insider"}
