"""The table of invitations: one link to one person, who becomes an operator of one agency."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from agencies.core.models import Agency
from foundation.text.fields import LineField


def _nonce() -> str:
    return secrets.token_hex(16)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Selections of invitations."""

    def waiting(self) -> "InvitationQuerySet":
        """Those whose link is not used, withdrawn or past its time."""
        return self.filter(closed_at=None, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """A link that is good once; `closed_at` is when it was used or withdrawn, `account` what came of it.

    Of its token only the hash is stored; it follows from `nonce` and the portal's secret key.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    name = LineField("nama lengkap", max_length=150)
    email = models.EmailField("surel")
    nonce = models.CharField(max_length=32, default=_nonce, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField("diundang", default=timezone.now)
    expires_at = models.DateTimeField("berlaku sampai")
    closed_at = models.DateTimeField("ditutup", null=True)
    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at", "-pk"]
        verbose_name = "undangan"
        verbose_name_plural = "undangan"
        constraints = [
            models.UniqueConstraint(
                F("agency"), Lower("email"), condition=Q(closed_at=None), name="invitation_one_open"
            ),
            models.CheckConstraint(
                condition=Q(account=None) | Q(closed_at__isnull=False), name="invitation_used_is_closed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.email})"

    @property
    def is_waiting(self) -> bool:
        """The same rule as `InvitationQuerySet.waiting`."""
        return self.closed_at is None and self.expires_at > timezone.now()

    @property
    def state(self) -> str:
        """How far it has come, in words."""
        if self.account_id:
            return "Sudah bergabung"
        if self.closed_at:
            return "Dicabut"
        return "Menunggu" if self.is_waiting else "Lewat masanya"
