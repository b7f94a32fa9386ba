"""Background work that somebody waits for: how far it has come, and whether it stands still."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Self, TypeVar

from django.db import connection, models
from django.utils import timezone

Progress = Callable[[int, int], None]
# Longer than the longest pause between two notes of a healthy job; by then the queue takes up what a dead worker left.
PATIENCE = datetime.timedelta(minutes=2)
NOTES = 40
T = TypeVar("T")


class Stopped(Exception):
    """Whoever asked for the work has called it off."""


def unwatched(done: int, total: int) -> None:
    """A `Progress` for when nobody is watching."""


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", "Menunggu giliran"
    WORKING = "working", "Sedang dikerjakan"
    DONE = "done", "Selesai"
    FAILED = "failed", "Gagal"
    STOPPED = "stopped", "Dibatalkan"


UNDER_WAY = (JobState.WAITING, JobState.WORKING)


class Job(models.Model):
    """A row that its owner watches while the queue works on it."""

    State = JobState

    state = models.CharField("keadaan", max_length=8, choices=JobState, default=JobState.WAITING)
    done = models.PositiveIntegerField("selesai", default=0)
    total = models.PositiveIntegerField("seluruhnya", default=1)
    moved_at = models.DateTimeField("kemajuan terakhir", default=timezone.now)

    class Meta:
        abstract = True

    @property
    def is_over(self) -> bool:
        return self.state not in UNDER_WAY

    @property
    def is_stalled(self) -> bool:
        """Whether nothing has been heard of it for longer than a healthy job is silent."""
        return not self.is_over and self.moved_at < timezone.now() - PATIENCE

    def note(self, done: int, total: int) -> None:
        """Keeps how many of how many steps are done; a `Progress` for work outside a transaction."""
        self.move(JobState.WORKING, done=done, total=total)

    def note_or_stop(self, done: int, total: int) -> None:
        """Like `note`; raises Stopped when the job is over by now, so that the work ends with it."""
        if not self.move(JobState.WORKING, done=done, total=total):
            raise Stopped

    def move(self, state: JobState, **columns: object) -> bool:
        """Writes the state, the present moment and further columns; False when the job is over by now."""
        return bool(self.standing().update(state=state, moved_at=timezone.now(), **columns))

    def standing(self) -> models.QuerySet[Self]:
        """This row as long as the job is under way; what is over stays as it is, however late a note comes."""
        return type(self)._base_manager.filter(pk=self.pk, state__in=UNDER_WAY)

    @contextmanager
    def noting_aside(self) -> Iterator[Progress]:
        """Gives a `Progress` whose notes others can read at once even while it is called inside a transaction.

        They go over a connection of their own, so that transaction must not write to this row before its last note.
        """
        with ThreadPoolExecutor(max_workers=1) as aside:
            try:
                yield lambda done, total: aside.submit(self.note, done, total).result()
            finally:
                aside.submit(_hang_up).result()


def counted(rows: Sequence[T], progress: Progress) -> Iterator[T]:
    """The rows one by one, telling `progress` how far they are, as often for many rows as for few."""
    for place, row in enumerate(rows):
        if place * NOTES // len(rows) != (place - 1) * NOTES // len(rows):
            progress(place, len(rows))
        yield row


def _hang_up() -> None:
    """Gives back the connection of the thread this runs in."""
    connection.close()
