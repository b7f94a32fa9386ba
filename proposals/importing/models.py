"""A spreadsheet on its way to becoming proposals: the file, its rows with what is wrong in each, and how far it is."""

import secrets
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format

from agencies.core.models import Agency
from foundation.queue.jobs import Job, JobState
from foundation.text.fields import LineField


def batch_path(batch: "ImportBatch", filename: str) -> str:
    """Where the file of an import waits in the evidence storage; nothing of the sender's name goes there."""
    return f"impor/{secrets.token_hex(10)}"


class ImportBatch(Job):
    """One upload of one person: checked by the queue, then stored by it after the person said yes; used once."""

    class Step(models.TextChoices):
        CHECK = "check", "Pemeriksaan"
        STORE = "store", "Penyimpanan"

    period = models.ForeignKey("proposals.Period", models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="import_batches")
    step = models.CharField("langkah", max_length=5, choices=Step, default=Step.CHECK)
    file_name = LineField("nama berkas", max_length=150)
    file = models.FileField("berkas", upload_to=batch_path, max_length=60, blank=True)
    amount = models.PositiveIntegerField("banyaknya usulan yang benar", default=0)
    wrong = models.PositiveIntegerField("banyaknya sel yang salah", default=0)
    there = models.PositiveIntegerField("banyaknya usulan yang sudah ada", default=0)
    stored = models.PositiveIntegerField("banyaknya usulan yang tersimpan", default=0)
    mends = models.JSONField("perbaikan", default=dict, help_text="What was typed for a cell, by row and column.")
    marked = models.FileField("berkas bertanda", upload_to=batch_path, max_length=60, blank=True)
    notes = models.JSONField("catatan", default=list, help_text="Sentences about the file as a whole.")
    refusal = models.TextField("alasan ditolak", blank=True, help_text="Why nothing could be read or stored at all.")
    created_at = models.DateTimeField("diunggah", default=timezone.now)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "impor"
        verbose_name_plural = "impor"

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("proposals:import_batch", args=[self.pk])

    def standing(self) -> models.QuerySet[Self]:
        """As for every job, and only while it is at the step it was at when it was read."""
        return super().standing().filter(step=self.step)

    @property
    def is_checked(self) -> bool:
        return self.step == self.Step.CHECK and self.state == JobState.DONE

    @property
    def is_ready(self) -> bool:
        """Whether every cell is in order and the person may say yes."""
        return self.is_checked and not self.wrong

    @property
    def is_partly_ready(self) -> bool:
        """Whether some rows are in order and may go ahead of those that are not."""
        return self.is_checked and bool(self.wrong and self.amount)

    @property
    def is_imported(self) -> bool:
        return self.step == self.Step.STORE and self.state == JobState.DONE

    @property
    def passed_over(self) -> int:
        """How many rows were stored before this upload came."""
        return max(self.there - self.stored, 0)

    @property
    def stored_label(self) -> str:
        return f"{number_format(self.stored, force_grouping=True)} usulan diimpor"

    @property
    def standing_label(self) -> str:
        """Where it stands, for a list."""
        stored = self.stored_label
        if self.is_imported:
            return stored
        if self.is_ready:
            ready = f"{number_format(self.amount, force_grouping=True)} usulan siap diimpor"
            return ready if self.amount else "tidak ada usulan baru"
        if self.is_over:
            wrong = f"{self.wrong} sel perlu diperbaiki" if self.wrong else "belum dapat diimpor"
            return f"{stored}, {wrong}" if self.stored else wrong
        return f"{self.get_step_display()}: {self.get_state_display().lower()}"


class ImportRow(models.Model):
    """One row of the spreadsheet, as it will be stored: plain profile values and texts, or what is wrong with it."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("baris", help_text="As the spreadsheet numbers it.")
    agency = models.ForeignKey(Agency, models.CASCADE, null=True, related_name="+")
    profile = models.JSONField("profil", default=dict)
    texts = models.JSONField("tulisan", default=dict, help_text="By the key of their section.")
    errors = models.JSONField("kesalahan", default=list, help_text="Pairs of a column's title and a sentence.")
    cells = models.JSONField("sel yang salah", default=dict, help_text="By title: the column's key and the content.")
    there = models.BooleanField("sudah ada", default=False, help_text="Its proposal is stored; it is passed over.")

    class Meta:
        ordering = ["number"]
        verbose_name = "baris impor"
        verbose_name_plural = "baris impor"
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="import_row_once")]

    def __str__(self) -> str:
        return f"{self.batch}, baris {self.number}"

    @property
    def title(self) -> str:
        return str(self.profile.get("title", ""))
