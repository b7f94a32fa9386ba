"""The morning's reminder as workers really do it: two of them, each with its own clockwork, on a pretended day."""

import asyncio
import datetime
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.db import connections
from django.utils import timezone
from procrastinate import periodic
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from agencies.core.models import Notification
from reviews.assigning.models import ReviewerCard
from reviews.core.models import ReviewStage

pytestmark = pytest.mark.django_db(transaction=True)
TASK = "remind_reviewers"
TUESDAY = datetime.datetime(2026, 11, 24, 1, 0, 2, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
SATURDAY = TUESDAY + 4 * DAY
UNDONE = ("todo", "doing")
Tick = Callable[[datetime.datetime], None]


def hang_up(call_next: Callable[[], Any], context: object, worker: object) -> Any:
    """Gives back the connection of the thread in which a job was done."""
    try:
        return call_next()
    finally:
        connections.close_all()


async def two_workers(looked: list[float]) -> None:
    """Two workers of the mail queue; they go home when both have looked at their clock and the queue is empty."""
    with app.replace_connector(app.connector.get_worker_connector()) as running:
        async with running.open_async():
            shift = [
                asyncio.create_task(
                    running.run_worker_async(
                        queues=["mail"], install_signal_handlers=False, fetch_job_polling_interval=0.1,
                        task_middleware=[hang_up],
                    )
                )
                for _ in range(2)
            ]  # fmt: skip
            while len(looked) < len(shift):
                await asyncio.sleep(0.02)
            while [job for job in await running.job_manager.list_jobs_async(queue="mail") if job.status in UNDONE]:
                await asyncio.sleep(0.02)
            for worker in shift:
                worker.cancel()
            await asyncio.gather(*shift, return_exceptions=True)


@pytest.fixture
def tick(monkeypatch: pytest.MonkeyPatch) -> Tick:
    """Lets two workers start at a moment; their clockwork believes it is then."""

    def start(moment: datetime.datetime) -> None:
        looked: list[float] = []

        async def wait(_self: periodic.PeriodicDeferrer, next_tick: float) -> None:
            looked.append(next_tick)
            await asyncio.Event().wait()

        monkeypatch.setattr(periodic, "time", SimpleNamespace(time=moment.timestamp))
        monkeypatch.setattr(periodic.PeriodicDeferrer, "wait", wait)
        asyncio.run(two_workers(looked))

    return start


@pytest.fixture
def due_soon(assignment, stages: list[ReviewStage]) -> None:
    ReviewStage.objects.filter(pk=stages[0].pk).update(closes_at=timezone.now() + 2 * DAY)


def runs() -> list[tuple[int, str]]:
    """Moments for which the task was queued, and how each ended."""
    jobs = ProcrastinateJob.objects.filter(task_name=TASK).order_by("id")
    return [(job.args["timestamp"], job.status) for job in jobs]


def told() -> int:
    return Notification.objects.filter(text__startswith="Masih ada").count()


def at_eight(day: datetime.datetime) -> int:
    return int(day.replace(second=0).timestamp())


def test_two_workers_fire_once_per_morning_and_send_one_mail(due_soon, tick: Tick) -> None:
    tick(TUESDAY)
    assert runs() == [(at_eight(TUESDAY), "succeeded")]
    assert told() == 1
    assert [letter.to for letter in mail.outbox] == [["reviewer@contoh.test"]]
    tick(TUESDAY + datetime.timedelta(minutes=1))
    assert len(runs()) == 1


def test_next_morning_fires_again_but_the_rest_period_keeps_quiet(due_soon, tick: Tick) -> None:
    tick(TUESDAY)
    tick(TUESDAY + DAY)
    assert runs() == [(at_eight(TUESDAY), "succeeded"), (at_eight(TUESDAY + DAY), "succeeded")]
    assert told() == 1
    ReviewerCard.objects.update(reminded_at=timezone.now() - 3 * DAY)
    tick(TUESDAY + 2 * DAY)
    assert told() == 2


def test_who_switched_reminders_off_hears_nothing(due_soon, cast, tick: Tick) -> None:
    ReviewerCard.objects.create(user=cast.reviewer, reminders=False)
    tick(TUESDAY)
    assert runs() == [(at_eight(TUESDAY), "succeeded")]
    assert told() == 0 and mail.outbox == []


def test_nothing_fires_on_a_saturday_or_in_the_afternoon(due_soon, tick: Tick) -> None:
    tick(SATURDAY)
    tick(TUESDAY + datetime.timedelta(hours=5))
    assert runs() == []
    assert told() == 0
