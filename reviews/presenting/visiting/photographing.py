"""Writing photos of a visit: taking them in, their words, and taking them out, until the minutes are closed."""

import datetime
import io
from dataclasses import dataclass
from functools import partial
from typing import IO, Final

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from foundation.files.storage import gone_on_rollback
from proposals.filechecks.check import Verdict
from proposals.filechecks.confined import judge
from proposals.filechecks.images import thumbnail
from proposals.filechecks.taken import Taken, taken
from reviews.core.refusals import ReviewRefused
from reviews.presenting.models import Slot
from reviews.presenting.visiting.minutes import writable
from reviews.presenting.visiting.photos import VisitPhoto
from reviews.presenting.visiting.tasks import scan_visit_photo

MOST_PHOTOS: Final = 12
MOST_BYTES: Final = 2 * 1024 * 1024
"""Of one photo as it is stored; a phone's photo is made smaller."""
SMALL: Final = 640
"""Pixels of the longer side of the copy that the page shows."""


_FIRST: Final = {True: VisitPhoto.Scan.PENDING, False: VisitPhoto.Scan.NOT_SCANNED}


@dataclass(frozen=True, slots=True)
class NewPhoto:
    """A photo that was judged good, still to be stored, with what its camera wrote."""

    verdict: Verdict
    said: Taken


def judged(file: IO[bytes], name: str) -> NewPhoto:
    """The photo as it may be stored: a JPEG without metadata. Raises FileRefused, see `judge`."""
    return NewPhoto(judge(file, name, allowed={"jpg"}, max_bytes=MOST_BYTES), taken(file))


@transaction.atomic
def add_photo(slot: Slot, new: NewPhoto, *, by: User, caption: str = "", place: str = "") -> VisitPhoto:
    """Stores a photo of the visit; the same photo twice stays one. With a scanner it waits for its verdict.

    Raises ReviewRefused as `writable` does, and beyond MOST_PHOTOS; OSError when it cannot be stored.
    """
    current = writable(slot, by)
    present = {photo.sha256: photo for photo in current.photos.all()}
    if same := present.get(new.verdict.sha256):
        return same
    if len(present) >= MOST_PHOTOS:
        raise ReviewRefused(f"Satu kunjungan memuat paling banyak {MOST_PHOTOS} foto. Hapus foto yang kurang berguna.")
    photo = store_photo(current, new, by=by, caption=caption, place=place, scan=_FIRST[bool(settings.SCANNER_URL)])
    if settings.SCANNER_URL:
        scan_visit_photo.defer(photo=photo.pk)
    return photo


def store_photo(
    slot: Slot,
    new: NewPhoto,
    *,
    by: User,
    caption: str,
    place: str,
    scan: VisitPhoto.Scan = VisitPhoto.Scan.NOT_SCANNED,
    at: datetime.datetime | None = None,
    lies_at: tuple[str, str] | None = None,
) -> VisitPhoto:
    """The one writer of photos, in the caller's transaction; it asks nothing.

    `lies_at` names the photo and its small copy where the storage has their bytes already, and `at` is when it came;
    both are given by the demo alone, whose photos lie in the past.
    """
    photo = VisitPhoto(
        slot=slot,
        sha256=new.verdict.sha256,
        caption=caption,
        place=place,
        taken_at=new.said.at,
        latitude=new.said.latitude,
        longitude=new.said.longitude,
        scan=scan,
        added_by=by,
        added_at=at or timezone.now(),
    )
    if lies_at:
        photo.file.name, photo.small.name = lies_at
    else:
        for field, data in ((photo.file, new.verdict.data), (photo.small, small_copy(new.verdict.data))):
            field.save("foto.jpg", ContentFile(data), save=False)
            gone_on_rollback(field)
    photo.save()
    return photo


def small_copy(data: bytes) -> bytes:
    """The copy that the page shows, as a JPEG."""
    return thumbnail(io.BytesIO(data), side=SMALL)


@transaction.atomic
def reword(photo: VisitPhoto, words: dict[str, str], *, by: User) -> None:
    """Stores what was typed of a photo, `caption` and `place`. Raises ReviewRefused as `writable` does."""
    writable(photo.slot, by)
    VisitPhoto.objects.filter(pk=photo.pk).update(**words)


@transaction.atomic
def take_out(photo: VisitPhoto, *, by: User) -> None:
    """Takes a photo out; its bytes go when the transaction is through. Raises ReviewRefused as `writable` does."""
    writable(photo.slot, by)
    storage, names = photo.file.storage, (str(photo.file.name), str(photo.small.name))
    VisitPhoto.objects.filter(pk=photo.pk).delete()
    transaction.on_commit(partial(_forget, storage, names))


def _forget(storage: Storage, names: tuple[str, ...]) -> None:
    for name in names:
        storage.delete(name)
