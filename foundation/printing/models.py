"""What somebody wants printed, how far it has come, and the paper."""

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from foundation.queue.jobs import Job


def paper_path(order: "PrintOrder", filename: str) -> str:
    """Where a paper lies in the evidence storage; never the same place twice."""
    return f"cetak/{secrets.token_hex(16)}.pdf"


class PrintOrder(Job):
    """One paper that somebody opened: its pages as HTML until it is printed, then the PDF.

    `address` is where it was opened. It is handed out there alone, where it is asked each time who may read it.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="peminta")
    address = models.CharField("alamat", max_length=500)
    title = models.CharField("berkas", max_length=200)
    fingerprint = models.CharField("sidik isi", max_length=64, db_index=True)
    source = models.TextField("halaman", blank=True)
    file = models.FileField("berkas", upload_to=paper_path, max_length=120, blank=True)
    requested_at = models.DateTimeField("diminta", default=timezone.now)

    if TYPE_CHECKING:
        person_id: int

    class Meta:
        ordering = ["-requested_at", "-pk"]
        verbose_name = "berkas cetak"
        verbose_name_plural = "berkas cetak"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("print_order", args=[self.pk])
