"""How a person likes to see the list of proposals: the columns they keep and the views they saved under a name."""

import secrets

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone

from foundation.text.fields import LineField
from foundation.text.keys import Natural

MOST_VIEWS = 30


def new_token() -> str:
    """A code for an address that can't be guessed."""
    return secrets.token_urlsafe(12)


class ListPreference(models.Model):
    """The columns one person keeps for the list, in their order."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="list_preference")
    columns = ArrayField(models.CharField(max_length=20), verbose_name="kolom", default=list)

    class Meta:
        verbose_name = "pilihan kolom"
        verbose_name_plural = "pilihan kolom"

    def __str__(self) -> str:
        return ", ".join(self.columns)


class SavedView(models.Model):
    """Filters, columns and order of the list under a name.

    Whoever has the address may open it; it holds only the question, so each reader gets the answer for their own eyes.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = LineField("nama", max_length=60)
    query = models.CharField("saringan dan kolom", max_length=2000, blank=True)
    token = models.CharField("kode tautan", max_length=24, unique=True, default=new_token, editable=False)
    created_at = models.DateTimeField("dibuat", default=timezone.now, editable=False)

    class Meta:
        ordering = [Natural("name"), "pk"]
        verbose_name = "tampilan tersimpan"
        verbose_name_plural = "tampilan tersimpan"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                name="saved_view_name_once",
                violation_error_message="Anda sudah punya tampilan dengan nama ini. Pilih nama lain.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("proposals:view_open", args=[self.token])
