"""The register of issued reports, so that a printed paper can be checked against it."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class IssuedReport(models.Model):
    """A report as it was handed out: its serial, the hash of its bytes, who and when."""

    serial = models.CharField("nomor seri", max_length=24, unique=True)
    kind = models.CharField("jenis", max_length=40)
    title = models.CharField("judul", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    figures = models.JSONField("angka pokok", default=dict)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("diterbitkan", default=timezone.now)

    class Meta:
        ordering = ["-issued_at"]
        verbose_name = "laporan terbit"
        verbose_name_plural = "laporan terbit"

    def __str__(self) -> str:
        return f"{self.serial} {self.title}"
