"""Minutes of a visit: what the jury saw there and who was met, written by one of the jury or the coordinator."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from foundation.issued.models import IssuedPaper, Subject
from foundation.issued.services import PaperHead, issue
from foundation.text.plain import as_typed
from proposals.core.locking import lock_sent
from reviews.core.refusals import ReviewRefused
from reviews.presenting.models import Session, Slot, VisitMinutes
from reviews.presenting.querysets import SlotQuerySet
from reviews.presenting.visiting.paper import minutes_pdf
from reviews.presenting.visiting.photos import VisitPhoto

KIND: Final = "berita-acara-kunjungan"
SERIES: Final = "BAK"


def visits_of(user: User) -> SlotQuerySet:
    """The visits of which this person may read and write the minutes: as one of the jury, or coordinating them."""
    visits = Slot.objects.filter(session__kind=Session.Kind.VISIT)
    mine = visits.coordinated_by(user).values("pk").union(visits.judged_by(user).values("pk"))
    return visits.filter(pk__in=mine)


def mark_of(known: VisitMinutes | None) -> str:
    """What a form sends back of the minutes that stood when it was opened; empty without any."""
    return known.written_at.isoformat() if known else ""


def whole_mark(known: VisitMinutes, photos: Sequence[VisitPhoto]) -> str:
    """What whoever closes the minutes sends back of them and their photos as they were read."""
    read = [(photo.pk, photo.caption, photo.place) for photo in photos]
    return sha256(repr((mark_of(known), read)).encode()).hexdigest()[:16]


def writable(slot: Slot, by: User) -> Slot:
    """The visit, whose proposal is locked until the transaction ends, with its minutes open to this person.

    Raises ReviewRefused for others than jury and coordinator, before it began, after a no-show, and once its minutes
    are closed.
    """
    lock_sent(slot.proposal_id)
    current = visits_of(by).filter(pk=slot.pk).select_related("session", "proposal__agency").first()
    if current is None:
        raise ReviewRefused("Hanya juri kunjungan ini dan koordinatornya yang dapat menulis berita acaranya.")
    if current.state == Slot.State.MISSED or current.starts > timezone.now():
        raise ReviewRefused("Berita acara ditulis sesudah kunjungan dimulai. Periksa jadwalnya.")
    if VisitMinutes.objects.filter(slot=current, paper__isnull=False).exists():
        raise ReviewRefused("Berita acara ini sudah ditutup, jadi isi dan fotonya tetap. Muat ulang halaman ini.")
    return current


@transaction.atomic
def write(slot: Slot, *, seen: str, met: str, by: User, read: str = "") -> VisitMinutes:
    """Stores the minutes, in the place of earlier ones; `read` is the `mark_of` those that the writer had before them.

    Raises ReviewRefused as `writable` does, without words, or when somebody else wrote meanwhile.
    """
    current = writable(slot, by)
    if not as_typed(seen):
        raise ReviewRefused("Tuliskan apa yang dilihat di lapangan.")
    known = VisitMinutes.objects.filter(slot=current).select_related("written_by").first()
    if known is not None and mark_of(known) != read:
        raise ReviewRefused(
            f"{known.written_by} menulis berita acara ini sementara Anda mengetik. Tulisannya ada di bawah isian Anda; "
            "gabungkan yang perlu, lalu simpan lagi."
        )
    values = {"seen": seen, "met": met, "written_by": by, "written_at": timezone.now()}
    return VisitMinutes.objects.update_or_create(slot=current, defaults=values)[0]


@transaction.atomic
def close(slot: Slot, *, by: User, read: str) -> IssuedPaper:
    """Issues the minutes with their photos as they stand; from now on they stay so. `read` is their `whole_mark`.

    Raises ReviewRefused as `writable` does, without minutes, when something changed meanwhile, while the scanner has
    not judged a photo, and as long as an infected one is among them. Raises OSError as `issue`.
    """
    current = writable(slot, by)
    known = VisitMinutes.objects.filter(slot=current).select_related("written_by").first()
    if known is None:
        raise ReviewRefused("Tulis dan simpan berita acaranya lebih dahulu, lalu tutup.")
    known.slot, photos = current, list(current.photos.all())
    if whole_mark(known, photos) != read:
        raise ReviewRefused("Berita acara atau fotonya baru saja berubah. Baca lagi di bawah ini, lalu tutup.")
    if any(photo.is_infected for photo in photos):
        raise ReviewRefused("Di antara fotonya ada yang terinfeksi virus. Hapus foto itu, lalu tutup berita acaranya.")
    if not all(photo.is_open for photo in photos):
        raise ReviewRefused("Sebagian foto masih diperiksa pemindai virus. Tunggu beberapa menit, lalu tutup lagi.")
    known.paper = issue(_head(current), minutes_pdf(known, photos, draft=False), by=by)
    known.save(update_fields=["paper"])
    return known.paper


def _head(slot: Slot) -> PaperHead:
    return PaperHead(
        kind=KIND,
        kind_name="Berita acara kunjungan lapangan",
        subject=Subject.of(slot),
        title=f"Berita acara kunjungan usulan {slot.proposal.reference}",
        about=str(slot.stage),
        series=f"{SERIES}-{timezone.localdate().year}",
        filename="berita-acara-kunjungan-{serial}.pdf",
    )
