"""The register of issued reports against which a printed paper can be checked, and the jobs that make long ones."""

import hashlib

import pgtrigger
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from foundation.audit.triggers import no_truncate
from foundation.jobs import Job
from foundation.site import absolute
from foundation.text.fields import LineField
from proposals.core.periods import Period


def report_path(report: "IssuedReport", filename: str) -> str:
    """Where a report lies in the evidence storage."""
    return f"laporan/{report.code}.pdf"


class NotAsIssued(Exception):
    """What is stored of a report is not what was issued; it must not be handed out."""


class IssuedReport(models.Model):
    """A report as it was handed out: serial, hash of its bytes, who and when. Once the hash stands nothing changes."""

    serial = models.CharField("nomor seri", max_length=24, unique=True)
    code = models.CharField("kode verifikasi", max_length=32, unique=True)
    kind = models.CharField("jenis", max_length=40)
    title = LineField("judul", max_length=200)
    period = models.ForeignKey(Period, models.PROTECT, related_name="reports", verbose_name="periode")
    scope = models.JSONField("pilihan", default=dict)
    fingerprint = models.CharField("sidik isi", max_length=64, db_index=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    file = models.FileField("berkas", upload_to=report_path, max_length=120, blank=True)
    figures = models.JSONField("angka pokok", default=dict)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("diterbitkan", default=timezone.now)

    class Meta:
        ordering = ["-issued_at", "-pk"]
        verbose_name = "laporan terbit"
        verbose_name_plural = "laporan terbit"
        triggers = [
            pgtrigger.Protect(
                name="issued_report_is_kept",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=~pgtrigger.Q(old__sha256=""),
            ),
            no_truncate("issued_report"),
        ]

    def __str__(self) -> str:
        return f"{self.serial} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("dashboard:report_file", args=[self.serial])

    def read(self) -> bytes:
        """The bytes of the paper as issued. Raises NotAsIssued when the stored file is gone or another one."""
        try:
            with self.file.storage.open(str(self.file.name)) as file:
                content: bytes = file.read()
        except OSError as trouble:
            raise NotAsIssued(self.serial) from trouble
        if not self.is_copy(content):
            raise NotAsIssued(self.serial)
        return content

    def is_copy(self, content: bytes) -> bool:
        """Whether these are exactly the bytes that were issued."""
        return hashlib.sha256(content).hexdigest() == self.sha256

    @property
    def verify_url(self) -> str:
        """The full public address printed on the paper."""
        return absolute(reverse("dashboard:verify", args=[self.code]))


class ReportJob(Job):
    """A report being made in the background."""

    kinds = models.JSONField("isi", default=list)
    title = LineField("judul", max_length=200, blank=True)
    period = models.ForeignKey(Period, models.CASCADE, related_name="+")
    scope = models.JSONField("pilihan", default=dict)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    requested_at = models.DateTimeField("diminta", default=timezone.now)
    report = models.ForeignKey(IssuedReport, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-requested_at", "-pk"]
        verbose_name = "pekerjaan laporan"
        verbose_name_plural = "pekerjaan laporan"

    def __str__(self) -> str:
        return f"{self.title} ({self.get_state_display()})"
