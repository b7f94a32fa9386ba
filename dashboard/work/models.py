"""The personal address under which a calendar programme reads somebody's dates."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone


def _nonce() -> str:
    return secrets.token_hex(16)


class CalendarLink(models.Model):
    """One address per person; another takes its place. Of its token only the hash is stored (foundation.security)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_link")
    nonce = models.CharField(max_length=32, default=_nonce, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("dibuat", default=timezone.now)

    class Meta:
        verbose_name = "alamat kalender"
        verbose_name_plural = "alamat kalender"

    def __str__(self) -> str:
        return f"Kalender {self.user}"
