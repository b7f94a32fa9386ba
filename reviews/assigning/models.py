"""Tables behind assignment: what a reviewer knows and takes on, pairs kept apart, and automatic plans as dry runs."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from foundation.audit.triggers import append_only
from foundation.text.fields import NoteField, TypedField
from proposals.core.affairs.models import Affair
from proposals.core.sent import SentProposal


class ReviewerCard(models.Model):
    """What assignment and reminders need to know of one reviewer."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reviewer_card")
    affairs = models.ManyToManyField(
        Affair, blank=True, related_name="reviewer_cards", verbose_name="urusan yang dikuasai"
    )
    limit = models.PositiveSmallIntegerField("paling banyak usulan tiap tahap", null=True, blank=True)
    reminders = models.BooleanField("kirim pengingat", default=True)
    reminded_at = models.DateTimeField("terakhir diingatkan", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "kartu penilai"
        verbose_name_plural = "kartu penilai"

    def __str__(self) -> str:
        return str(self.user)


class ReviewerNudge(models.Model):
    """One reminder to one reviewer of what is unfinished: when, by whom, through what, and its words. Never changed."""

    class Channel(models.TextChoices):
        EMAIL = "email", "Surel"
        WHATSAPP = "whatsapp", "WhatsApp"
        LIST = "list", "Daftar (telepon atau langsung)"

    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="review_nudges")
    channel = models.CharField("lewat", max_length=8, choices=Channel)
    tasks = models.PositiveSmallIntegerField("tugas yang belum selesai")
    text = TypedField("isi")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField("waktu", default=timezone.now)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = "pengingat penilai"
        verbose_name_plural = "pengingat penilai"
        triggers = append_only("reviewernudge")

    def __str__(self) -> str:
        return f"{self.reviewer} {self.sent_at:%Y-%m-%d}"


class ReviewerWish(models.Model):
    """A proposal that a reviewer would like to score, or would rather not; no conflict of interest, and no promise."""

    class Wish(models.TextChoices):
        PREFER = "prefer", "berminat"
        DECLINE = "decline", "memilih tidak menilai"

    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="review_wishes")
    proposal = models.ForeignKey(SentProposal, models.CASCADE, related_name="review_wishes", db_constraint=False)
    wish = models.CharField("minat", max_length=8, choices=Wish)
    at = models.DateTimeField("waktu", default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = "minat penilai"
        verbose_name_plural = "minat penilai"
        constraints = [models.UniqueConstraint(fields=["reviewer", "proposal"], name="reviewer_wish_once")]

    def __str__(self) -> str:
        return f"{self.reviewer} {self.get_wish_display()} {self.proposal}"


class ApartPair(models.Model):
    """Two reviewers who never score the same proposal."""

    first = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="penilai pertama"
    )
    second = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="penilai kedua")
    reason = NoteField("alasan", max_length=200)

    class Meta:
        ordering = ["pk"]
        verbose_name = "pasangan yang dipisahkan"
        verbose_name_plural = "pasangan yang dipisahkan"
        constraints = [
            models.CheckConstraint(
                condition=~Q(first=F("second")),
                name="apart_pair_of_two",
                violation_error_message="Pilih dua orang yang berbeda.",
            ),
            models.UniqueConstraint(
                fields=["first", "second"],
                name="apart_pair_once",
                violation_error_message="Pasangan ini sudah tercatat.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} dan {self.second}"


class AssignmentPlan(models.Model):
    """One automatic assignment: asked for, worked out in the queue as a dry run, then applied or left."""

    class State(models.TextChoices):
        QUEUED = "queued", "Menunggu dihitung"
        READY = "ready", "Rancangan siap"
        FAILED = "failed", "Gagal dihitung"
        APPLIED = "applied", "Sudah diterapkan"

    stage = models.ForeignKey("reviews.ReviewStage", models.CASCADE, related_name="plans", verbose_name="tahap")
    state = models.CharField("keadaan", max_length=8, choices=State, default=State.QUEUED)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("dibuat", default=timezone.now)
    steps_done = models.PositiveSmallIntegerField(default=0)
    steps_total = models.PositiveSmallIntegerField(default=1)
    message = models.CharField("keterangan", max_length=300, blank=True)
    result = models.JSONField("hasil", default=dict, help_text="{choices, unfilled, broken, uneven}")

    class Meta:
        ordering = ["-pk"]
        verbose_name = "rancangan penugasan"
        verbose_name_plural = "rancangan penugasan"

    def __str__(self) -> str:
        return f"{self.stage}, {self.get_state_display().lower()}"
