"""Writes on the public picture of an innovation: releasing a small copy of a photo, and taking it back."""

import datetime
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from PIL import Image, ImageOps

from agencies.core.models import User
from proposals.catalogue.models import PublicPicture
from proposals.core.permissions import may_publish_picture
from proposals.core.sent import SentProposal
from proposals.core.workflow import NotAvailable
from proposals.filechecks.check import hash_chunks
from proposals.filechecks.images import clean_image

LARGEST = (1200, 900)
CARD = (640, 360)
QUALITY, CARD_QUALITY = 82, 76


def web_copy(data: bytes, kind: str) -> tuple[bytes, tuple[int, int]]:
    """A JPEG of at most 1200 × 900 pixels of the picture `data` ("jpg" or "png"), and its size; no metadata.

    Raises FileRefused if the picture can't be read.
    """
    out = io.BytesIO()
    with Image.open(io.BytesIO(clean_image(data, kind))) as image:
        small = ImageOps.contain(image.convert("RGB"), LARGEST) if _too_large(image) else image.convert("RGB")
        small.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
        return out.getvalue(), small.size


def card_copy(picture: bytes) -> bytes:
    """The middle of a released picture as a JPEG of exactly 640 × 360 pixels, for lists of cards."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        ImageOps.fit(image, CARD).save(out, "JPEG", quality=CARD_QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def _too_large(image: Image.Image) -> bool:
    return image.width > LARGEST[0] or image.height > LARGEST[1]


@transaction.atomic
def release_picture(proposal: SentProposal, data: bytes, kind: str, *, description: str, by: User) -> PublicPicture:
    """Shows a copy of the picture in the catalogue, in the place of an earlier one.

    Raises NotAvailable if this person may not, and FileRefused if the picture can't be read.
    """
    _check(proposal, by)
    content, (width, height) = web_copy(data, kind)
    withdraw_picture(proposal, by=by)
    return store_pictures([NewPicture(proposal.pk, content, (width, height), description, by)])[0]


@dataclass(frozen=True, slots=True)
class NewPicture:
    """A picture still to be stored: `content` is its JPEG, `size` that in pixels.

    `lies_at` names picture and small copy where the storage has their bytes already. `at` is when it was released, now
    unless given, and given by nobody but the demo, whose pictures lie in the past.
    """

    proposal: int
    content: bytes
    size: tuple[int, int]
    description: str
    by: User
    lies_at: tuple[str, str] | None = None
    at: datetime.datetime | None = None


def store_pictures(pictures: Sequence[NewPicture]) -> list[PublicPicture]:
    """The one writer of pictures: their bytes, small copies and rows, in the caller's transaction. It asks nothing."""
    return PublicPicture.objects.bulk_create([_row(new) for new in pictures])


def _row(new: NewPicture) -> PublicPicture:
    width, height = new.size
    picture = PublicPicture(
        proposal_id=new.proposal,
        sha256=hash_chunks([new.content]),
        width=width,
        height=height,
        description=new.description,
        released_by=new.by,
        released_at=new.at or timezone.now(),
    )
    if new.lies_at:
        picture.file.name, picture.small.name = new.lies_at
    else:
        picture.file.save("gambar.jpg", ContentFile(new.content), save=False)
        picture.small.save("kecil.jpg", ContentFile(card_copy(new.content)), save=False)
    return picture


@transaction.atomic
def withdraw_picture(proposal: SentProposal, *, by: User) -> None:
    """Takes the picture out of the catalogue; its bytes go when the transaction is through."""
    _check(proposal, by)
    for old in PublicPicture.objects.select_for_update().filter(proposal=proposal):
        storage, names = old.file.storage, (str(old.file.name), str(old.small.name))
        old.delete()
        transaction.on_commit(partial(_forget, storage, names))


def _forget(storage: Storage, names: Iterable[str]) -> None:
    for name in names:
        if not PublicPicture.objects.filter(Q(file=name) | Q(small=name)).exists():
            storage.delete(name)


def _check(proposal: SentProposal, by: User) -> None:
    if not may_publish_picture(proposal.status, SentProposal.objects.roles_of(by, proposal)):
        raise NotAvailable("Gambar katalog dipilih oleh koordinator, setelah usulan menjadi unggulan atau ditetapkan.")
