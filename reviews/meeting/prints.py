"""Papers of a decision meeting as the queue makes them, each kept until it would say something else."""

import secrets

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from foundation.jobs import Job
from reviews.meeting.models import Meeting


def paper_path(paper: "MeetingPaper", filename: str) -> str:
    """Where a paper lies in the evidence storage; never the same place twice."""
    return f"rapat/{paper.meeting_id}/{secrets.token_hex(10)}.pdf"


class MeetingPaper(Job):
    """One paper that somebody asked for, with the bytes and the fingerprint of what they say."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="prints", verbose_name="rapat")
    name = models.CharField("berkas", max_length=20)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    requested_at = models.DateTimeField("diminta", default=timezone.now)
    fingerprint = models.CharField("sidik isi", max_length=64)
    file = models.FileField("berkas", upload_to=paper_path, max_length=120, blank=True)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        verbose_name = "berkas rapat"
        verbose_name_plural = "berkas rapat"

    def __str__(self) -> str:
        return f"{self.name}, {self.meeting}"

    def get_absolute_url(self) -> str:
        return reverse("reviews:paper_job", args=[self.meeting_id, self.pk])

    @property
    def filename(self) -> str:
        """The name under which a browser saves it."""
        return f"{self.name}-{self.meeting_id}.pdf"

    def read(self) -> bytes:
        """The bytes of the paper as made."""
        with self.file.storage.open(str(self.file.name)) as file:
            content: bytes = file.read()
        return content
