"""The evidence shelf of an innovation as a table: files and links, and what is said of each."""

from typing import TypeGuard

import pghistory
from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from competitions.iga.core.guards import changed_evidence_reopens
from foundation.text.fields import LineField
from proposals.core.attachments import Attachment
from proposals.core.sent import SentProposal


def evidence_path(item: "EvidenceItem", filename: str) -> str:
    """Where the file lies in the storage; the name is its content, never what the user typed."""
    return f"bukti-iga/{item.sha256[:2]}/{item.sha256}"


class ShelvedItems(models.Manager["EvidenceItem"]):
    """What stands on the shelf now. What was removed is reached through `EvidenceItem.with_removed` alone."""

    def get_queryset(self) -> models.QuerySet["EvidenceItem"]:
        return super().get_queryset().filter(removed_at=None)


@pghistory.track()
class EvidenceItem(models.Model):
    """A file or a link on the evidence shelf of an innovation, apart from what is judged (national.md 1.7).

    `kind` is a key of the edition's kinds of document. What was removed is kept, because verdicts were spoken on it.
    """

    Scan = Attachment.Scan

    proposal = models.ForeignKey(
        SentProposal, models.PROTECT, related_name="+", db_constraint=False, verbose_name="inovasi"
    )
    kind = models.SlugField("jenis dokumen", max_length=40)
    title = LineField("judul", max_length=200)
    file = models.FileField("berkas", upload_to=evidence_path, max_length=120, blank=True)
    name = LineField("nama berkas", max_length=150, blank=True)
    size = models.PositiveIntegerField("ukuran (bita)", default=0)
    content_type = models.CharField("jenis isi", max_length=80, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, db_index=True)
    pages = models.PositiveIntegerField("jumlah halaman", null=True, blank=True, help_text="Of a PDF.")
    scan = models.CharField("pemindaian", max_length=12, choices=Scan, default=Scan.NOT_SCANNED)
    url = models.CharField("tautan", max_length=500, blank=True, validators=[URLValidator(["https", "http"])])
    document_number = LineField("nomor dokumen", max_length=80, blank=True)
    document_date = models.DateField("tanggal dokumen", null=True, blank=True)
    year = models.PositiveSmallIntegerField("tahun yang dibuktikan", null=True, blank=True)
    shown_pages = LineField("lihat halaman", max_length=60, blank=True)
    highlighted = models.BooleanField("bagian yang membuktikan sudah disorot", default=False)
    version = models.PositiveIntegerField("versi", default=1, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("ditambahkan", default=timezone.now)
    removed_at = models.DateTimeField("dikeluarkan", null=True, blank=True, editable=False)

    objects = ShelvedItems()
    with_removed = models.Manager["EvidenceItem"]()

    class Meta:
        ordering = ["uploaded_at", "pk"]
        base_manager_name = "with_removed"
        verbose_name = "bukti IGA"
        verbose_name_plural = "bukti IGA"
        constraints = [
            models.CheckConstraint(
                condition=(Q(file="") & ~Q(url="")) | (~Q(file="") & Q(url="")),
                name="evidence_file_or_link",
                violation_error_message="Unggah satu berkas atau isi satu tautan, bukan keduanya.",
            ),
            models.CheckConstraint(condition=Q(file="") | ~Q(sha256=""), name="evidence_file_has_sha256"),
            models.UniqueConstraint(
                fields=["proposal", "sha256"],
                condition=Q(removed_at=None) & ~Q(sha256=""),
                name="evidence_file_once",
                violation_error_message="Berkas yang sama sudah ada di rak bukti inovasi ini.",
            ),
            models.UniqueConstraint(
                fields=["proposal", "url"],
                condition=Q(removed_at=None) & ~Q(url=""),
                name="evidence_link_once",
                violation_error_message="Tautan yang sama sudah ada di rak bukti inovasi ini.",
            ),
        ]
        triggers = changed_evidence_reopens()

    def __str__(self) -> str:
        return self.title

    @property
    def is_infected(self) -> bool:
        """Whether the scanner found something; such a file opens for nobody and proves nothing."""
        return self.scan == self.Scan.INFECTED

    @property
    def is_link(self) -> bool:
        return bool(self.url)

    @property
    def type(self) -> str:
        """What it is, as the rules of an indicator name it: pdf, jpg, png, mp4 or link."""
        if self.is_link:
            return "link"
        known = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "video/mp4": "mp4"}
        return known.get(self.content_type, "")

    @property
    def is_video(self) -> bool:
        """Whether it is a video that lies here, played by whoever may open it."""
        return self.type == "mp4"

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")

    @property
    def has_preview(self) -> bool:
        """Whether a small picture may be drawn: of a photo or a PDF, judged clean where there is a scanner."""
        drawable = self.is_picture or self.content_type == "application/pdf"
        return drawable and (not settings.SCANNER_URL or self.scan == self.Scan.CLEAN)

    def has_page(self, number: int | None) -> TypeGuard[int]:
        """Whether a picture may be drawn of its page with this number, counted from 1; a photo has one."""
        return self.has_preview and number is not None and 1 <= number <= (self.pages or 1)
