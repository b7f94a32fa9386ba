"""The letters of nominations as a table: one that stands for each paper, and those that it replaced."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from competitions.core.guards import differs
from competitions.core.models import Nomination
from foundation.text.fields import LineField
from proposals.core.attachments import Attachment


def letter_path(letter: "EntryLetter", filename: str) -> str:
    """Where the file lies in the storage; the name is its content, never what the user typed."""
    return f"surat-kipp/{letter.sha256[:2]}/{letter.sha256}"


class StandingLetters(models.Manager["EntryLetter"]):
    """The letters that stand. One that was replaced or removed is reached through `EntryLetter.with_removed` alone."""

    def get_queryset(self) -> models.QuerySet["EntryLetter"]:
        return super().get_queryset().filter(removed_at=None)


@pghistory.track()
class EntryLetter(models.Model):
    """A signed letter of one nomination (national.md 2.1, attachments); `paper` is the key of what the edition asks.

    Of each paper one stands; a newer one takes its place, and the former stays to be read.
    """

    Scan = Attachment.Scan

    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="+", verbose_name="nominasi")
    paper = models.SlugField("jenis surat", max_length=40)
    file = models.FileField("berkas", upload_to=letter_path, max_length=120)
    name = LineField("nama berkas", max_length=150)
    size = models.PositiveIntegerField("ukuran (bita)")
    content_type = models.CharField("jenis isi", max_length=80)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    pages = models.PositiveIntegerField("jumlah halaman", null=True, blank=True, help_text="Of a PDF.")
    scan = models.CharField("pemindaian", max_length=12, choices=Scan, default=Scan.NOT_SCANNED)
    document_number = LineField("nomor surat", max_length=80, blank=True)
    signed_on = models.DateField("tanggal surat")
    version = models.PositiveIntegerField("versi", default=1, editable=False, help_text="Counts what is said of it.")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("diunggah", default=timezone.now)
    removed_at = models.DateTimeField("dikeluarkan", null=True, blank=True, editable=False)

    objects = StandingLetters()
    with_removed = models.Manager["EntryLetter"]()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        base_manager_name = "with_removed"
        verbose_name = "surat KIPP"
        verbose_name_plural = "surat KIPP"
        constraints = [
            models.UniqueConstraint(
                fields=["nomination", "paper"],
                condition=Q(removed_at=None),
                name="entry_letter_once",
                violation_error_message="Surat ini sudah ada. Muat ulang halaman, lalu ganti dengan yang baru.",
            ),
            models.CheckConstraint(
                condition=Q(signed_on__lte=F("uploaded_at__date")),
                name="entry_letter_signed_before",
                violation_error_message="Tanggal surat harus sebelum atau pada hari suratnya diunggah.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="letters_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="letters_stay_as_given",
                operation=pgtrigger.Update,
                condition=differs("nomination_id", "paper", "file", "sha256", "size", "uploaded_by_id", "uploaded_at"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_infected(self) -> bool:
        """Whether the scanner found something; such a letter opens for nobody and does not count."""
        return self.scan == self.Scan.INFECTED

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")

    @property
    def has_preview(self) -> bool:
        """Whether a small picture may be drawn: of a PDF or a photo, judged clean where there is a scanner."""
        drawable = self.is_picture or self.content_type == "application/pdf"
        return drawable and (not settings.SCANNER_URL or self.scan == self.Scan.CLEAN)

    @property
    def seen_as(self) -> str:
        """What a page that shows it hands back, to tell whether it is still the same."""
        return f"{self.pk}-{self.version}"
