"""The register of issued papers, each kept as the bytes that left the portal."""

import hashlib
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from foundation.audit.triggers import no_truncate
from foundation.site import absolute
from foundation.text.fields import LineField

NOT_AS_ISSUED: Final = (
    "Berkas {serial} yang tersimpan hilang atau berbeda dari saat terbit, jadi portal tidak memberikannya. Hubungi "
    "teknisi portal untuk memulihkannya dari cadangan."
)


class NotAsIssued(Exception):
    """What is stored of a paper is not what was issued; it must not be handed out. The text is for its reader."""


def hash_of(content: bytes) -> str:
    """What `IssuedPaper.sha256` is of these bytes."""
    return hashlib.sha256(content).hexdigest()


class Subject(NamedTuple):
    """What a paper is about, whatever floor it lives on: its model such as `reviews.meeting`, and its key as text."""

    model: str
    key: str

    @classmethod
    def of(cls, row: models.Model) -> Self:
        """The subject that a stored row is."""
        return cls(row._meta.label_lower, str(row.pk))


def kept_at(paper: "IssuedPaper", filename: str) -> str:
    """Where a paper lies in the evidence storage: under its code, which nobody guesses."""
    return f"terbit/{paper.code}{PurePath(filename).suffix.lower()}"


class KeptPapers(models.Manager["IssuedPaper"]):
    """The papers that were issued; those that only have their serial so far are reached through `with_reserved`."""

    def get_queryset(self) -> models.QuerySet["IssuedPaper"]:
        return super().get_queryset().exclude(sha256="")


class IssuedPaper(models.Model):
    """One version of one paper, written once: as soon as its hash stands, the database refuses every change.

    `kind` and `subject` name the paper, `version` counts its versions, and the newest replaces those before; `reason`
    says why there is a newer one. Who may open it is decided by the app that issued it; anybody who has the `code` may
    check it. Names stand here as they were that day.
    """

    kind = models.CharField("jenis", max_length=40)
    kind_name = LineField("nama jenis", max_length=80)
    title = LineField("judul", max_length=200)
    about = LineField("tentang", max_length=200, blank=True)
    subject_model = models.CharField("model objek", max_length=60)
    subject_key = models.CharField("kunci objek", max_length=80)
    version = models.PositiveIntegerField("versi", default=1)
    reason = LineField("alasan versi baru", max_length=200, blank=True)
    serial = models.CharField("nomor seri", max_length=24, unique=True)
    code = models.CharField("kode verifikasi", max_length=32, unique=True)
    filename = models.CharField("nama berkas", max_length=120)
    file = models.FileField("berkas", upload_to=kept_at, max_length=120, blank=True)
    size = models.PositiveBigIntegerField("ukuran (bita)", default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    signed_by = models.JSONField("ditandatangani oleh", default=list, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    issuer = LineField("nama penerbit", max_length=150, blank=True)
    issued_at = models.DateTimeField("diterbitkan", default=timezone.now)

    objects = KeptPapers()
    with_reserved = models.Manager["IssuedPaper"]()

    if TYPE_CHECKING:
        issued_by_id: int | None

    class Meta:
        base_manager_name = "with_reserved"
        ordering = ["-issued_at", "-pk"]
        verbose_name = "naskah terbit"
        verbose_name_plural = "naskah terbit"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_model", "subject_key", "version"], name="issued_version_once"
            ),
            models.CheckConstraint(
                condition=Q(sha256="", file="") | (Q(sha256__regex=r"^[0-9a-f]{64}$") & ~Q(file="")),
                name="issued_hash_and_file",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="issued_paper_is_kept",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=~pgtrigger.Q(old__sha256=""),
            ),
            no_truncate("issued_paper"),
        ]

    def __str__(self) -> str:
        return f"{self.serial} {self.title}"

    def read(self) -> bytes:
        """The bytes as issued. Raises NotAsIssued, with a sentence, when the stored file is gone or another one."""
        try:
            with self.file.storage.open(str(self.file.name)) as file:
                content: bytes = file.read()
        except OSError as trouble:
            raise NotAsIssued(NOT_AS_ISSUED.format(serial=self.serial)) from trouble
        if not self.is_copy(content):
            raise NotAsIssued(NOT_AS_ISSUED.format(serial=self.serial))
        return content

    def is_copy(self, content: bytes) -> bool:
        """Whether these are exactly the bytes that were issued."""
        return hash_of(content) == self.sha256

    @property
    def verify_url(self) -> str:
        """The full public address printed on the paper."""
        return address_of(self.code)

    @property
    def versions(self) -> models.QuerySet["IssuedPaper"]:
        """Every issued version of this paper, the newest first."""
        return versions_of(self.kind, Subject(self.subject_model, self.subject_key))


def versions_of(kind: str, subject: Subject) -> models.QuerySet[IssuedPaper]:
    """The issued versions of a paper, the newest first."""
    named: dict[str, Any] = {"kind": kind, "subject_model": subject.model, "subject_key": subject.key}
    return IssuedPaper.objects.filter(**named).order_by("-version")


def address_of(code: str) -> str:
    """The full public address at which the paper with this code is checked."""
    return absolute(reverse("verify", args=[code]))
