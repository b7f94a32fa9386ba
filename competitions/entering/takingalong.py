"""Archives that somebody asked for and takes along: what all kinds hold, how one is made, and how old ones go."""

import datetime
import logging
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ClassVar, Final, TypeVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.files import File
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from agencies.inbox.notifications import tell
from competitions.core.models import Edition
from competitions.entering.archiving import knows_all
from foundation.queue.jobs import UNDER_WAY, Job, JobState, Stopped
from foundation.queue.outage import database_is_away

logger = logging.getLogger(__name__)
KEPT: Final = datetime.timedelta(days=7)
T = TypeVar("T", bound="TakenAlong")


class TakenAlong(Job):
    """One ZIP that somebody asked for, of one innovation or of all that the city sends; each kind adds its `file`.

    `page` names the address at which its owner watches it.
    `inside` are the keys of the innovations in it: it opens only while its owner may know them all.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+", verbose_name="edisi")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    requested_at = models.DateTimeField("diminta", default=timezone.now)
    size = models.PositiveBigIntegerField("ukuran (bita)", default=0)
    inside = ArrayField(models.BigIntegerField(), verbose_name="inovasi di dalamnya", default=list)

    file: Any
    page: ClassVar[str]

    class Meta:
        abstract = True
        ordering = ["-requested_at", "-pk"]

    def get_absolute_url(self) -> str:
        return reverse(self.page, args=[self.edition.year, self.pk])

    def opens_for(self, user: User) -> bool:
        """Whether this person asked for it and may know, also by now, everything inside."""
        return self.requested_by_id == user.pk and knows_all(user, self.inside)

    def call_off(self) -> bool:
        """Ends it while it is under way; False when it was over already."""
        return self.move(JobState.STOPPED)

    def keep(self, write: Callable[[zipfile.ZipFile], list[int]]) -> None:
        """Keeps what `write` puts into a file, which answers the keys of the innovations inside.

        Raises Stopped when it was called off meanwhile.
        """
        with tempfile.TemporaryFile() as target:
            with zipfile.ZipFile(target, "w", allowZip64=True) as file:
                inside = write(file)
            size = target.tell()
            target.seek(0)
            self.file.save("arsip.zip", File(target), save=False)
        done = {"done": 100, "total": 100, "file": self.file.name, "size": size, "inside": inside}
        if not self.move(JobState.DONE, **done):
            self.file.storage.delete(str(self.file.name))


def ordered(kind: type[T], edition: Edition, by: User, build: Callable[[int], object], **of: Any) -> T:
    """An archive of this kind, `of` one thing or None, queued by `build`; the same that is under way is not made twice.

    In the caller's transaction.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    mine = {"edition": edition, "requested_by": by} | of
    under_way: T | None = kind._default_manager.filter(**mine, state__in=UNDER_WAY).first()
    if under_way:
        return under_way
    archive = kind._default_manager.create(**mine)
    build(archive.pk)
    return archive


def made(archive: TakenAlong | None, produce: Callable[[Any], None]) -> None:
    """Makes one archive that is still wanted; a failure is recorded in it, where its owner reads it.

    Raises what the outage of a database raises, so that the queue tries again.
    """
    if archive is None or archive.is_over:
        return
    try:
        produce(archive)
    except Stopped:
        return
    except Exception as problem:
        if database_is_away(problem):
            raise
        logger.exception("%s %s failed", archive._meta.label, archive.pk)
        archive.move(JobState.FAILED)


def given_up(archives: Iterable[TakenAlong], one: str, url: Callable[[int], str]) -> None:
    """Tells who asked for archives that nobody makes any more; `one` is what to ask for instead, `url` by year."""
    for asked in archives:
        if asked.move(JobState.FAILED):
            tell(
                [asked.requested_by],
                f"{asked} tidak dapat disusun: pekerjaannya terhenti tiga kali. Minta satu {one} lebih dahulu, atau "
                "hubungi teknisi portal.",
                url=url(asked.edition.year),
            )


@transaction.atomic
def forget(rows: Iterable[Any]) -> None:
    """Deletes rows together with the file of each."""
    for row in rows:
        if row.file:
            transaction.on_commit(partial(row.file.storage.delete, str(row.file.name)))
        row.delete()
