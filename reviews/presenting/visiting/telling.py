"""What the sender of a photo is told when the scanner found something in it, or could not read it."""

from django.urls import reverse

from agencies.inbox.notifications import tell
from reviews.presenting.visiting.photos import VisitPhoto


def photo_infected(photo: VisitPhoto) -> None:
    """To its sender: the scanner found something in a photo of a visit."""
    _about_photo(photo, "Pemindai menemukan virus dalam foto", "Bersihkan ponsel Anda, lalu hapus foto itu.")


def photo_unscannable(photo: VisitPhoto) -> None:
    """To its sender: a photo of a visit stays closed."""
    _about_photo(photo, "Pemindai virus tidak dapat memeriksa foto", "Hapus foto itu, lalu unggah foto lain.")


def _about_photo(photo: VisitPhoto, found: str, mend: str) -> None:
    url = reverse("reviews:visit_minutes", args=[photo.slot_id])
    text = f"{found} pada kunjungan {photo.slot.proposal.reference}. {mend}"
    tell([photo.added_by], text, url=url, about=photo.slot.proposal_id)
