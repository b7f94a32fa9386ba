"""Mail as rows: to whom, the words, and how far each has come; and what is asked of these rows."""

import datetime
import secrets
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class MailKind(models.TextChoices):
    """What a mail is to its reader."""

    NOTICE = "pemberitahuan", "Pemberitahuan"
    REQUEST = "permintaan", "Permintaan perbaikan"
    REMINDER = "pengingat", "Pengingat"
    ACCOUNT = "akun", "Akun dan kata sandi"
    INTERNAL = "internal", "Pesan di dalam instansi"


class MailState(models.TextChoices):
    """How far a mail has come. All but the first are ends, until somebody sends it again."""

    WAITING = "menunggu", "Menunggu"
    SENT = "terkirim", "Terkirim"
    REFUSED = "ditolak", "Ditolak"
    GIVEN_UP = "menyerah", "Tidak berhasil"
    CANCELLED = "dibatalkan", "Dibatalkan"
    HANDED_OVER = "disampaikan", "Disampaikan lewat WhatsApp"


# What its office may still send, take back or hand over otherwise.
OPEN = (MailState.WAITING, MailState.REFUSED, MailState.GIVEN_UP)
# What somebody has to look after: it did not arrive, and is not tried any more.
FAILED = (MailState.REFUSED, MailState.GIVEN_UP)

WAITS_FOR_PAPER: Final = datetime.timedelta(hours=2)
"""So long a mail waits for the bytes of its paper; then it goes without them, because its words matter more."""


class OutboxQuerySet(models.QuerySet["OutgoingMail"]):
    """Questions to the outbox."""

    def due(self, now: datetime.datetime) -> "OutboxQuerySet":
        """What is to be tried now, the longest due first; a mail waits for its paper, but not longer than it may."""
        here = Q(paper=None) | ~Q(paper__sha256="") | Q(created_at__lte=now - WAITS_FOR_PAPER)
        return self.filter(here, state=MailState.WAITING, next_try_at__lte=now).order_by("next_try_at", "pk")

    def failed(self) -> "OutboxQuerySet":
        return self.filter(state__in=FAILED)

    def last_failure(self, person: int, address: str) -> "OutgoingMail | None":
        """The newest mail to this address of the person that is no longer tried, unless a later one got through."""
        ended = self.filter(person=person, address__iexact=address).exclude(state=MailState.WAITING)
        newest = ended.order_by("-ended_at", "-pk").first()
        return newest if newest and newest.state in FAILED else None

    def late(self) -> "OutboxQuerySet":
        """What waits although it was tried: the server did not take it yet."""
        return self.filter(state=MailState.WAITING, attempts__gt=0)


def _token() -> str:
    return secrets.token_hex(8)


class OutgoingMail(models.Model):
    """One mail to one address.

    `calendar` is an iCalendar text for its reader, or empty.

    `person` is the reader where it is one of ours, `office` the code of the agency whose own address it is. `about` is
    the key of the proposal that it tells of, as the floor above numbers them, `paper` an issued paper that goes with
    it; it may still be without its bytes when the mail is queued. A body that holds a `secret`, such as a
    link for a new password, is kept only as long as the mail waits. `token` is known to nobody but the receiving
    server, and proves that what it returns belongs to this mail.
    """

    Kind, State = MailKind, MailState

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    office = models.CharField("kode instansi", max_length=40, blank=True)
    address = models.CharField("alamat surel", max_length=254)
    subject = models.CharField("perihal", max_length=120)
    body = models.TextField("isi")
    figures = models.TextField("angka di dalamnya", blank=True)
    kind = models.CharField("jenis", max_length=13, choices=MailKind, default=MailKind.NOTICE)
    about = models.BigIntegerField("tentang", null=True)
    paper = models.ForeignKey("foundation.IssuedPaper", models.PROTECT, null=True, related_name="+")
    calendar = models.TextField("berkas kalender", blank=True)
    secret = models.BooleanField("berisi rahasia", default=False)
    token = models.CharField(max_length=16, default=_token, editable=False)
    state = models.CharField("keadaan", max_length=11, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField("banyaknya percobaan", default=0)
    server_fault = models.BooleanField("server surel yang bermasalah", default=False)
    reason = models.CharField("sebab", max_length=300, blank=True)
    answer = models.CharField("jawaban server", max_length=500, blank=True)
    created_at = models.DateTimeField("dibuat", default=timezone.now)
    waiting_since = models.DateTimeField("menunggu sejak", default=timezone.now)
    next_try_at = models.DateTimeField("percobaan berikutnya", default=timezone.now)
    ended_at = models.DateTimeField("selesai", null=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "surel keluar"
        verbose_name_plural = "surel keluar"
        indexes = [
            models.Index(fields=["next_try_at", "id"], condition=Q(state=MailState.WAITING), name="mail_waiting"),
            models.Index(fields=["about"], condition=Q(about__isnull=False), name="mail_about"),
            models.Index(fields=["state", "-created_at"], name="mail_by_state"),
            models.Index(fields=["-created_at", "-id"], name="mail_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(secret=False) | Q(state=MailState.WAITING) | Q(body=""), name="mail_secret_blanked"
            ),
            models.CheckConstraint(
                condition=Q(state=MailState.WAITING, ended_at=None)
                | (~Q(state=MailState.WAITING) & Q(ended_at__isnull=False)),
                name="mail_ended",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def end(self, state: MailState, now: datetime.datetime, *, reason: str = "", answer: str = "") -> None:
        """Sets, without storing, an end and why; a secret body goes with it."""
        self.state, self.ended_at, self.reason, self.answer = state, now, reason[:300], answer[:500]
        self.server_fault = False
        if self.secret:
            self.body = ""
