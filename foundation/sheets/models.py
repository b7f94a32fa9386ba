"""Spreadsheets kept for one person for a while: one that waits for the yes, with itself marked where it is wrong."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone


def kept_path(sheet: "KeptSheet", filename: str) -> str:
    """Where an uploaded sheet waits in the evidence storage; nothing of the sender's name goes there."""
    return f"lembar/{secrets.token_hex(10)}"


class KeptSheet(models.Model):
    """One uploaded spreadsheet of one person, for one purpose, such as the list of schools."""

    purpose = models.CharField("tujuan", max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField("nama berkas", max_length=150)
    file = models.FileField("berkas", upload_to=kept_path, max_length=60)
    marked = models.FileField("berkas bertanda", upload_to=kept_path, max_length=60, blank=True)
    mends = models.JSONField("perbaikan", default=dict, help_text="What was typed for a cell, by row and place.")
    created_at = models.DateTimeField("diunggah", default=timezone.now)

    class Meta:
        verbose_name = "lembar unggahan"
        verbose_name_plural = "lembar unggahan"

    def __str__(self) -> str:
        return self.name
