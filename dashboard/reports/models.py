"""What is kept of issued reports beside their papers, and the jobs that make long ones."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from foundation.audit.triggers import append_only
from foundation.issued.models import IssuedPaper
from foundation.queue.jobs import Job
from foundation.text.fields import LineField
from proposals.core.period.models import Period


class IssuedReport(models.Model):
    """What an issued report was made of; its bytes, serial and versions are those of its `paper`."""

    paper = models.OneToOneField(IssuedPaper, models.PROTECT, related_name="+", verbose_name="naskah")
    period = models.ForeignKey(Period, models.PROTECT, related_name="reports", verbose_name="periode")
    scope = models.JSONField("pilihan", default=dict)
    fingerprint = models.CharField("sidik isi", max_length=64, db_index=True)
    figures = models.JSONField("angka pokok", default=dict)

    class Meta:
        ordering = ["-paper__issued_at", "-pk"]
        verbose_name = "laporan terbit"
        verbose_name_plural = "laporan terbit"
        triggers = append_only("issued_report")

    def __str__(self) -> str:
        return str(self.paper)

    def get_absolute_url(self) -> str:
        return reverse("dashboard:report_file", args=[self.paper.serial])


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
