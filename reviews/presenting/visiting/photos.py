"""Photos of a visit: the picture without its metadata, and what its camera and its sender said of when and where."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from foundation.changes.triggers import noted
from foundation.text.fields import LineField
from reviews.presenting import guards
from reviews.presenting.models import Slot

OF_CAMERA: Final = "dari kamera"
TYPED: Final = "diketik"
AT_UPLOAD: Final = "waktu unggah"


def photo_path(photo: "VisitPhoto", filename: str) -> str:
    """Where the picture lies in the evidence storage; the name is its content."""
    return f"kunjungan/{photo.slot_id}/{photo.sha256}.jpg"


def small_photo_path(photo: "VisitPhoto", filename: str) -> str:
    """Where its small copy for the page lies, beside it."""
    return f"kunjungan/{photo.slot_id}/{photo.sha256}-kecil.jpg"


@dataclass(frozen=True, slots=True)
class PhotoFact:
    """A fact in words, and where it is from: OF_CAMERA, TYPED or AT_UPLOAD."""

    text: str
    source: str


class VisitPhoto(models.Model):
    """One photo; it opens for whoever may read the minutes of its visit, and is frozen with them.

    `taken_at`, `latitude` and `longitude` (degrees, north and east positive) are what the camera wrote; `place` was
    typed. Without the camera's time, that of the upload stands for it.
    """

    class Scan(models.TextChoices):
        NOT_SCANNED = "not_scanned", "belum dipindai"
        PENDING = "pending", "sedang dipindai"
        CLEAN = "clean", "bersih"
        INFECTED = "infected", "terinfeksi"

    OPEN: ClassVar = (Scan.NOT_SCANNED, Scan.CLEAN)

    slot = models.ForeignKey(Slot, models.PROTECT, related_name="photos", verbose_name="kunjungan")
    file = models.FileField("foto", upload_to=photo_path, max_length=120)
    small = models.FileField("foto kecil", upload_to=small_photo_path, max_length=120)
    sha256 = models.CharField("SHA-256", max_length=64)
    caption = LineField("keterangan", max_length=200, blank=True)
    place = LineField("tempat", max_length=120, blank=True)
    taken_at = models.DateTimeField("waktu menurut kamera", null=True)
    latitude = models.DecimalField("lintang menurut kamera", max_digits=8, decimal_places=6, null=True)
    longitude = models.DecimalField("bujur menurut kamera", max_digits=9, decimal_places=6, null=True)
    scan = models.CharField("pemindaian", max_length=12, choices=Scan, default=Scan.NOT_SCANNED)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="pengirim")
    added_at = models.DateTimeField("diunggah", default=timezone.now)

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name = "foto kunjungan"
        verbose_name_plural = "foto kunjungan"
        constraints = [
            models.UniqueConstraint(fields=["slot", "sha256"], name="visit_photo_once"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="visit_photo_place_whole",
            ),
        ]
        triggers = [guards.photo_guard(), noted()]

    def __str__(self) -> str:
        return self.caption or f"Foto kunjungan {self.when.text}"

    def get_absolute_url(self) -> str:
        return reverse("reviews:visit_photo", args=[self.slot_id, self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it may be shown: where there is a scanner, only once that has found it clean."""
        return self.scan in self.OPEN

    @property
    def is_infected(self) -> bool:
        """Whether the scanner found something; such a file opens for nobody."""
        return self.scan == self.Scan.INFECTED

    @property
    def when(self) -> PhotoFact:
        """When it was taken, or uploaded where the camera said nothing."""
        at = timezone.localtime(self.taken_at or self.added_at)
        return PhotoFact(date_format(at, "j F Y, H.i"), OF_CAMERA if self.taken_at else AT_UPLOAD)

    @property
    def where(self) -> list[PhotoFact]:
        """The places that are known of it: typed, and by the camera."""
        found = [PhotoFact(self.place, TYPED)] if self.place else []
        if self.latitude is not None and self.longitude is not None:
            words = f"{_degrees(self.latitude, 'LU', 'LS')}, {_degrees(self.longitude, 'BT', 'BB')}"
            found.append(PhotoFact(words, OF_CAMERA))
        return found

    @property
    def is_of_another_day(self) -> bool:
        """Whether its camera wrote another day than that of the visit; readers are told so."""
        return self.taken_at is not None and timezone.localdate(self.taken_at) != timezone.localdate(self.slot.starts)


def _degrees(angle: Decimal, positive: str, negative: str) -> str:
    return f"{abs(angle):.5f}° {positive if angle >= 0 else negative}".replace(".", ",")
