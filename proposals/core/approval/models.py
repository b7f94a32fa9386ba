"""Asking the head of an agency to approve a proposal by a link, and what the head answered, which stays for ever."""

import secrets
from typing import Final

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from foundation.audit.triggers import append_only
from foundation.text.fields import LineField, NoteField
from proposals.core.approval.guards import answers_what_was_asked

ONLY_DIGITS: Final = "NIP hanya berisi angka, tanpa spasi. Kosongkan bila kepala Anda tidak ber-NIP."
NOTE_LENGTH: Final = 1000


def _nonce() -> str:
    return secrets.token_hex(16)


class HeadRequests(models.QuerySet["HeadRequest"]):
    """Selections of links to heads."""

    def waiting(self) -> "HeadRequests":
        """Those that may still be answered."""
        return self.filter(closed_at=None, expires_at__gt=timezone.now())


class HeadRequest(models.Model):
    """One link to the head of an agency, for one proposal; of a proposal at most one is open (`closed_at`).

    Two tokens lead to it, and only their hashes are stored: one is mailed to the head, one is handed over by the
    operator. Both follow from `nonce` and the secret key of the portal (`approving.tokens`). `code_hash` is of the
    code that was mailed last to who came by the second.
    """

    proposal = models.ForeignKey("proposals.Proposal", models.CASCADE, related_name="+")
    name = LineField("nama kepala", max_length=150)
    nip = models.CharField("NIP", max_length=30, blank=True, validators=[RegexValidator(r"\A[0-9]*\Z", ONLY_DIGITS)])
    position = LineField("jabatan", max_length=220)
    email = models.EmailField("surel kepala")
    nonce = models.CharField(max_length=32, default=_nonce, editable=False)
    mailed_hash = models.CharField(max_length=64, unique=True)
    handed_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_by_name = LineField("diminta oleh", max_length=150)
    asked_at = models.DateTimeField("diminta", default=timezone.now)
    expires_at = models.DateTimeField("berlaku sampai")
    closed_at = models.DateTimeField("ditutup", null=True)

    objects = HeadRequests.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = "permintaan persetujuan kepala"
        verbose_name_plural = "permintaan persetujuan kepala"
        constraints = [
            models.UniqueConstraint(fields=["proposal"], condition=Q(closed_at=None), name="head_request_one_open")
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.position}"

    @property
    def is_waiting(self) -> bool:
        """The same rule as `HeadRequests.waiting`."""
        return self.closed_at is None and self.expires_at > timezone.now()


class HeadAnswer(models.Model):
    """What a head answered, with all that was read: never changed, never deleted.

    `sha256` is of `content`, as `standing.to_approve` makes it. `proof` says how it is known who answered, and
    `address` by which mail address.
    """

    class Verdict(models.TextChoices):
        APPROVED = "disetujui", "Disetujui kepala"
        SENT_BACK = "dikembalikan", "Dikembalikan kepala"

    class Proof(models.TextChoices):
        MAILED = "surel", "tautan yang dikirim ke surel"
        CODE = "kode", "kode yang dikirim ke surel"
        ACCOUNT = "akun", "akun portal"

    proposal = models.ForeignKey("proposals.Proposal", models.PROTECT, related_name="+")
    request = models.OneToOneField(HeadRequest, models.PROTECT, related_name="answer")
    verdict = models.CharField("jawaban", max_length=12, choices=Verdict)
    name = LineField("nama", max_length=150)
    nip = models.CharField("NIP", max_length=30, blank=True)
    position = LineField("jabatan", max_length=220)
    note = NoteField("catatan", max_length=NOTE_LENGTH, blank=True)
    proof = models.CharField("bukti", max_length=8, choices=Proof)
    address = models.EmailField("surel")
    content = models.JSONField("isi yang dibaca")
    sha256 = models.CharField("SHA-256 isi", max_length=64)
    at = models.DateTimeField("waktu", default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "jawaban kepala"
        verbose_name_plural = "jawaban kepala"
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict="dikembalikan") | ~Q(note=""),
                name="head_sends_back_with_note",
                violation_error_message="Tulis apa yang perlu diperbaiki.",
            )
        ]
        triggers = [*append_only("headanswer"), answers_what_was_asked()]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}: {self.name}"

    @property
    def is_approval(self) -> bool:
        return self.verdict == self.Verdict.APPROVED

    @property
    def who(self) -> str:
        """Name, office and NIP, as far as they were said."""
        return ", ".join(filter(None, [self.name, self.position, f"NIP {self.nip}" if self.nip else ""]))

    @property
    def proven_by(self) -> str:
        """How it is known who answered, in words."""
        return f"{self.get_proof_display()} {self.address}".strip()
