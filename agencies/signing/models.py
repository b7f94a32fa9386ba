"""The signatures that an issued paper is to have, one row each, and the NIK of those who sign at BSrE."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse

from agencies.core.models import User
from agencies.signing.querysets import WantedQuerySet
from agencies.signing.triggers import signature_guards
from foundation.issued.models import IssuedPaper
from foundation.text.fields import LineField, NoteField


class SignatureState(models.TextChoices):
    """How far a signature is. SENT: given to a signer that has not answered, or not with a signature that holds."""

    WAITING = "waiting", "Menunggu tanda tangan"
    SENT = "sent", "Belum pasti"
    SIGNED = "signed", "Sudah ditandatangani"


class SigningWay(models.TextChoices):
    """How a paper was signed, as `/verifikasi/` tells it."""

    WET = "wet", "tanda tangan basah, pindaian disimpan"
    PKCS12 = "pkcs12", "tanda tangan elektronik dengan sertifikat kota"
    BSRE = "bsre", "tanda tangan elektronik BSrE"


class WantedSignature(models.Model):
    """One signature that a paper is to have; once given, nothing of it changes.

    Office and name stand here as they are printed on the paper. Who has an account can sign in the portal; `order` is
    that of the paper's own places, from 1, and of signing. `is_printed`: the paper itself names who signs, so that
    nobody else takes their place. `before` and `after` are the SHA-256 of the file that was signed and of the one that
    came of it, which is kept as `result`, a newer version of the paper.
    """

    paper = models.ForeignKey(IssuedPaper, models.PROTECT, related_name="wanted_signatures", verbose_name="naskah")
    order = models.PositiveSmallIntegerField("urutan")
    office = LineField("jabatan", max_length=220)
    name = LineField("nama", max_length=220)
    account = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="wanted_signatures", verbose_name="akun"
    )
    is_printed = models.BooleanField("tercetak pada naskah", default=False)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="diminta oleh")
    asked_at = models.DateTimeField("diminta", auto_now_add=True)
    state = models.CharField("keadaan", max_length=8, choices=SignatureState, default=SignatureState.WAITING)
    way = models.CharField("cara", max_length=8, choices=SigningWay, blank=True)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dikerjakan oleh"
    )
    at = models.DateTimeField("waktu", null=True, blank=True)
    before = models.CharField("SHA-256 sebelum", max_length=64, blank=True)
    after = models.CharField("SHA-256 sesudah", max_length=64, blank=True)
    result = models.ForeignKey(
        IssuedPaper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="naskah bertanda tangan"
    )
    note = NoteField("catatan", max_length=300, blank=True)

    objects = WantedQuerySet.as_manager()

    if TYPE_CHECKING:
        paper_id: int
        account_id: int | None

    class Meta:
        ordering = ["paper", "order"]
        verbose_name = "tanda tangan yang diminta"
        verbose_name_plural = "tanda tangan yang diminta"
        indexes = [models.Index(fields=["account", "state"], name="signature_of_account")]
        constraints = [
            models.UniqueConstraint(fields=["paper", "order"], name="signature_order_once"),
            models.CheckConstraint(
                condition=Q(state=SignatureState.WAITING, way="", at=None, by=None, result=None, after="")
                | Q(state=SignatureState.SENT, at__isnull=False, by__isnull=False, result=None, after="") & ~Q(way="")
                | Q(
                    state=SignatureState.SIGNED,
                    at__isnull=False,
                    by__isnull=False,
                    result__isnull=False,
                    before__regex=r"^[0-9a-f]{64}$",
                    after__regex=r"^[0-9a-f]{64}$",
                )
                & ~Q(way=""),
                name="signature_state_whole",
            ),
        ]
        triggers = signature_guards()

    def __str__(self) -> str:
        return f"{self.name}, {self.office}"

    def get_absolute_url(self) -> str:
        return reverse("agencies:signature", args=[self.paper_id])

    @property
    def is_waiting(self) -> bool:
        return self.state == SignatureState.WAITING

    @property
    def is_open(self) -> bool:
        """Whether it was sent off and nobody knows what became of it."""
        return self.state == SignatureState.SENT

    @property
    def is_signed(self) -> bool:
        return self.state == SignatureState.SIGNED


class SignerIdentity(models.Model):
    """The NIK under which an account signs at BSrE, sealed (agencies/signing/sealing.py)."""

    account = models.OneToOneField(User, models.PROTECT, related_name="signer_identity", verbose_name="akun")
    sealed_nik = models.TextField("NIK (tersegel)")

    class Meta:
        verbose_name = "NIK penanda tangan"
        verbose_name_plural = "NIK penanda tangan"

    def __str__(self) -> str:
        return str(self.account)
