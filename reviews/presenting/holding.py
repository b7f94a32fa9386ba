"""A slot under lock before it is changed, and what is said where that is too late or another's."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import IntegrityError, transaction

from agencies.core.models import User
from proposals.core.locking import locked_sent
from reviews.core.refusals import ReviewRefused
from reviews.presenting.locking import lock_schedule
from reviews.presenting.models import Slot, VisitMinutes

FASTER: Final = "Jadwal baru saja berubah. Muat ulang halaman ini, lalu susun atau pindahkan lagi."
NOT_THEIRS: Final = "Hanya koordinator usulan ini yang dapat mengubah jadwalnya."
HELD: Final = "Presentasi ini sudah berlangsung, jadi jadwal dan jurinya tetap."


@contextmanager
def told_when_taken() -> Iterator[None]:
    """What the database refuses inside was taken by somebody who was faster: raises ReviewRefused."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as problem:
        raise ReviewRefused(FASTER) from problem


def locked_slot(slot: Slot, by: User) -> Slot:
    """The slot as stored now, until the transaction ends. Raises ReviewRefused for others than its coordinator."""
    lock_schedule()
    locked_sent([slot.proposal_id]).count()
    rows = Slot.objects.coordinated_by(by).select_for_update(of=("self",))
    current = rows.select_related("session", "stage", "invitation", "proposal__agency").filter(pk=slot.pk).first()
    if current is None:
        raise ReviewRefused(NOT_THEIRS)
    return current


def open_slot(slot: Slot, by: User) -> Slot:
    """The slot under lock, while it may still become another one. Raises ReviewRefused once it was held."""
    current = locked_slot(slot, by)
    check_open(current)
    return current


def check_open(current: Slot) -> None:
    """Raises ReviewRefused for a slot whose time and jury stay as they are."""
    if current.state == Slot.State.HELD:
        raise ReviewRefused(HELD)
    if VisitMinutes.objects.filter(slot=current).exists() or current.photos.exists():
        raise ReviewRefused(
            "Kunjungan ini sudah punya berita acara atau foto, jadi jadwalnya tetap. Catat: sudah berlangsung."
        )
