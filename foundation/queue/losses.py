"""Work whose worker died: it is taken up again, and given up when it seems to be what kills the workers.

A loss is no failure: a task that fails ends by itself and follows its own rule for trying again. A worker that died was
killed, as by the kernel when its memory ran out, or its machine was.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta

from asgiref.sync import sync_to_async
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job, Status

logger = logging.getLogger(__name__)
# So often work may be lost; then it is given up.
MOST_LOSSES = 3
# Work that was lost together and more than once is tried apart, so that the innocent gets through.
APART = timedelta(minutes=1)
Farewell = Callable[..., object]
_farewells: dict[str, Farewell] = {}


class LostWork(models.Model):
    """How often one job of the queue was lost; kept until it is over."""

    job = models.BigIntegerField("pekerjaan", primary_key=True)
    times = models.PositiveSmallIntegerField("berapa kali", default=0)

    class Meta:
        verbose_name = "pekerjaan yang hilang"
        verbose_name_plural = "pekerjaan yang hilang"

    def __str__(self) -> str:
        return f"{self.job}: {self.times}"


def when_given_up(task: str) -> Callable[[Farewell], Farewell]:
    """Names the function that tells the person when work of this task is given up; it takes the task's arguments."""

    def named(farewell: Farewell) -> Farewell:
        _farewells[task] = farewell
        return farewell

    return named


async def take_up(lost: Iterable[Job]) -> None:
    """Puts lost jobs back into the queue; one that was lost too often is given up and its person told."""
    for place, job in enumerate(lost):
        number = int(job.id or 0)
        times = await sync_to_async(_losses)(number) + 1
        if times < MOST_LOSSES:
            await _put_back(job, place * APART if times > 1 else timedelta())
            await sync_to_async(_count)(number)
        else:
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
            await sync_to_async(_say_farewell)(job)
    await sync_to_async(_forget_what_is_over)()


async def _put_back(job: Job, wait: timedelta) -> None:
    """Back into the queue, unless the same work, of which only one may wait, waits there already."""
    try:
        await app.job_manager.retry_job(job, retry_at=timezone.now() + wait)
    except UniqueViolation:
        await app.job_manager.finish_job(job, Status.ABORTED, delete_job=False)


async def take_up_numbers(numbers: Iterable[int]) -> None:
    """Takes up the jobs with these numbers; for who knows that their worker died before it is missed."""
    found = [await app.job_manager.list_jobs_async(id=number) for number in numbers]
    await take_up(job for jobs in found for job in jobs)


def _losses(number: int) -> int:
    return LostWork.objects.filter(job=number).values_list("times", flat=True).first() or 0


def _count(number: int) -> None:
    LostWork.objects.update_or_create(
        job=number, defaults={"times": F("times") + 1}, create_defaults={"job": number, "times": 1}
    )


def _say_farewell(job: Job) -> None:
    logger.error("Job %s (%s) was lost %s times with its worker and is given up", job.id, job.task_name, MOST_LOSSES)
    farewell = _farewells.get(job.task_name)
    if farewell:
        try:
            with transaction.atomic():
                farewell(**ProcrastinateJob.objects.get(pk=job.id).args)
        except Exception:  # what is told must not keep the job in the queue
            logger.exception("Nobody could be told of job %s", job.id)


def _forget_what_is_over() -> None:
    going_on = ProcrastinateJob.objects.filter(pk=OuterRef("job"), status__in=("todo", "doing"))
    LostWork.objects.filter(~Exists(going_on)).delete()
