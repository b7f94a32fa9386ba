"""Evidence: the files of a proposal, kept apart from the pages and given out only to those who may read it."""

from typing import TypeGuard

import pgtrigger
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from foundation.text.fields import LineField
from proposals.core.guide.models import AttachmentKind, Section


def attachment_path(attachment: "Attachment", filename: str) -> str:
    """Where the file lies in the evidence storage; the name is its content, never what the user typed."""
    return f"bukti/{attachment.sha256[:2]}/{attachment.sha256}"


class PresentFiles(models.Manager["Attachment"]):
    """The files a proposal has now. One that was removed is reached through `Attachment.with_removed` alone."""

    def get_queryset(self) -> models.QuerySet["Attachment"]:
        return super().get_queryset().filter(removed_at=None)


class Attachment(models.Model):
    """A piece of evidence; its file opens only through a view that asks who may see the proposal.

    A file that a revision names is never deleted: removing it only takes it out of the proposal (`removed_at`).
    """

    class Scan(models.TextChoices):
        NOT_SCANNED = "not_scanned", "belum dipindai"
        PENDING = "pending", "sedang dipindai"
        CLEAN = "clean", "bersih"
        INFECTED = "infected", "terinfeksi"

    proposal = models.ForeignKey("proposals.Proposal", models.CASCADE, related_name="attachments")
    kind = models.ForeignKey(AttachmentKind, models.PROTECT, related_name="attachments", verbose_name="jenis berkas")
    file = models.FileField("berkas", upload_to=attachment_path, max_length=120)
    name = LineField("nama berkas", max_length=150)
    size = models.PositiveIntegerField("ukuran (bita)")
    content_type = models.CharField("jenis isi", max_length=80)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    pages = models.PositiveIntegerField("jumlah halaman", null=True, blank=True, help_text="Of a PDF.")
    scan = models.CharField("pemindaian", max_length=12, choices=Scan, default=Scan.NOT_SCANNED)
    caption = LineField("keterangan gambar", max_length=200, blank=True)
    section = models.ForeignKey(
        Section, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="tampil di bagian"
    )
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("diunggah", default=timezone.now)
    removed_at = models.DateTimeField("dihapus", null=True, blank=True, editable=False)

    objects = PresentFiles()
    with_removed = models.Manager["Attachment"]()

    class Meta:
        ordering = ["kind__order", "uploaded_at", "pk"]
        verbose_name = "berkas bukti"
        verbose_name_plural = "berkas bukti"
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "kind", "sha256"],
                name="attachment_once",
                violation_error_message="Berkas yang sama sudah ada di sini.",
            ),
            models.CheckConstraint(
                condition=models.Q(section=None)
                | (models.Q(content_type__startswith="image/") & ~models.Q(caption="")),
                name="attachment_shown_with_caption",
                violation_error_message="Tulis keterangan gambar sebelum gambar tampil di bagian.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="sent_files_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM proposals_revision revision
                        JOIN proposals_attachmentkind kind ON kind.id = OLD.kind_id
                        WHERE revision.proposal_id = OLD.proposal_id
                        AND revision.content -> 'files' @> jsonb_build_array(jsonb_build_array(kind.key, OLD.sha256))
                    ) THEN
                        RAISE EXCEPTION 'pgtrigger: A file that a revision names cannot be deleted';
                    END IF;
                    RETURN OLD;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("proposals:download", args=[self.proposal_id, self.pk])

    @property
    def is_infected(self) -> bool:
        """Whether the scanner found something; such a file opens for nobody."""
        return self.scan == self.Scan.INFECTED

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")

    @property
    def has_preview(self) -> bool:
        """Whether a small picture may be drawn: of a photo or a PDF, judged clean where there is a scanner."""
        drawable = self.is_picture or self.content_type == "application/pdf"
        return drawable and (not settings.SCANNER_URL or self.scan == self.Scan.CLEAN)

    @property
    def is_shown(self) -> bool:
        """Whether it may stand among the words of the proposal: a picture that nothing speaks against."""
        return self.is_picture and self.has_preview and not self.is_infected

    def has_page(self, number: int | None) -> TypeGuard[int]:
        """Whether a picture may be drawn of its page with this number, counted from 1; a photo has one."""
        return self.has_preview and number is not None and 1 <= number <= (self.pages or 1)
