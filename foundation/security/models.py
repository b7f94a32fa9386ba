"""The table of the security log."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone

from foundation.audit.triggers import no_truncate
from foundation.security.kinds import Kind, Outcome

# Under this name a sweep says, inside its transaction, until which moment it takes rows away.
SWEEP = "portal.security_sweep"
# Younger rows stay, whatever a sweep says.
LEAST_DAYS = 30
LONGEST = 200


class SecurityEvent(models.Model):
    """One event, as it was: nobody changes it, and only the sweep (`sweeping.sweep`) takes it away.

    `account` is the account's name of that day. A name that no account answers to may be a password in the wrong field
    and is only told apart by a mark (`events.typed`). The row outlives the person's account.
    """

    at = models.DateTimeField("waktu", default=timezone.now, editable=False)
    request_id = models.CharField("nomor permintaan", max_length=64, blank=True)
    kind = models.CharField("kejadian", max_length=16, choices=Kind)
    outcome = models.CharField("hasil", max_length=8, choices=Outcome)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+", db_constraint=False,
        verbose_name="pengguna",
    )  # fmt: skip
    account = models.CharField("nama akun", max_length=LONGEST, blank=True)
    address = models.GenericIPAddressField("alamat IP", null=True)
    path = models.CharField("halaman", max_length=LONGEST, blank=True)
    subject = models.CharField("objek", max_length=LONGEST, blank=True)
    detail = models.CharField("keterangan", max_length=LONGEST, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "kejadian keamanan"
        verbose_name_plural = "catatan keamanan"
        indexes = [
            models.Index(fields=["at"], name="security_at"),
            models.Index(fields=["kind", "-id"], name="security_kind"),
            models.Index(fields=["address", "-id"], name="security_address"),
        ]
        triggers = [
            pgtrigger.Protect(name="security_no_update", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="security_swept_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=f"""
                    IF OLD.at < NULLIF(current_setting('{SWEEP}', true), '')::timestamptz
                        AND OLD.at < now() - interval '{LEAST_DAYS} days'
                    THEN
                        RETURN OLD;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Only the sweep takes rows out of the security log';
                """,
            ),
            no_truncate("securityevent"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.kind} {self.outcome}"
