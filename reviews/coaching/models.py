"""The plan with which a proposal in coaching goes on, and its tasks."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from foundation.changes.triggers import noted
from foundation.text.fields import LineField, NoteField, TypedField
from proposals.core.sent import SentProposal
from reviews.coaching.guards import plan_guards, task_guard
from reviews.coaching.querysets import CoachingPlanQuerySet, CoachingTaskQuerySet


class CoachingPlan(models.Model):
    """One proposal's plan: prepared by a coordinator, shared with its agency and coach, and closed at its end.

    A proposal that comes into coaching again goes on with the same plan.
    """

    class Closing(models.TextChoices):
        FINISHED = "finished", "Pembinaan selesai"
        REOPENED = "reopened", "Penilaian dibuka kembali"

    proposal = models.OneToOneField(SentProposal, models.PROTECT, related_name="coaching_plan", db_constraint=False)
    goal = NoteField("tujuan pembinaan", max_length=500, blank=True)
    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="coached_plans",
        verbose_name="pembina",
    )  # fmt: skip
    coach_name = LineField("pembina dari luar portal", max_length=150, blank=True)
    coach_email = models.EmailField("surel pembina dari luar portal", blank=True)
    opened_at = models.DateTimeField("dimulai", default=timezone.now, editable=False)
    shared_at = models.DateTimeField("disampaikan", null=True, editable=False)
    closed_at = models.DateTimeField("ditutup", null=True, editable=False)
    closing = models.CharField("sebab ditutup", max_length=8, choices=Closing, blank=True, editable=False)
    closing_note = NoteField("catatan penutup", max_length=500, blank=True, editable=False)
    version = models.PositiveIntegerField("versi", default=1, editable=False)

    objects = CoachingPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = "rencana pembinaan"
        verbose_name_plural = "rencana pembinaan"
        constraints = [
            models.CheckConstraint(
                condition=Q(coach=None) | Q(coach_name="", coach_email=""), name="coaching_one_coach"
            ),
            models.CheckConstraint(condition=Q(coach_email="") | ~Q(coach_name=""), name="coaching_mail_has_name"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closing="", closing_note="")
                | (Q(closed_at__isnull=False) & ~Q(closing="")),
                name="coaching_closed_has_cause",
            ),
            models.CheckConstraint(
                condition=Q(shared_at=None) | Q(coach__isnull=False) | ~Q(coach_name=""),
                name="coaching_shared_has_coach",
            ),
        ]
        triggers = [*plan_guards(), noted()]

    def __str__(self) -> str:
        return f"Pembinaan {self.proposal.reference}"

    def get_absolute_url(self) -> str:
        return reverse("reviews:coaching", args=[self.pk])

    @property
    def coached_by(self) -> str:
        """The coach's name; empty while nobody was named."""
        return str(self.coach) if self.coach else self.coach_name

    @property
    def is_running(self) -> bool:
        """Whether its tasks are being worked on: shared and not closed."""
        return self.shared_at is not None and self.closed_at is None

    @property
    def state_words(self) -> str:
        """Where it stands, as a sentence says it."""
        if self.closed_at:
            return self.get_closing_display()
        return "Berjalan" if self.shared_at else "Disiapkan koordinator"


class CoachingTask(models.Model):
    """Something the agency does until a day; the note says what was done."""

    class Origin(models.TextChoices):
        CRITERION = "criterion", "Saran dari kriteria penilaian"
        COMMENT = "comment", "Saran dari komentar penilai"
        COORDINATOR = "staff", "Ditulis koordinator"

    plan = models.ForeignKey(CoachingPlan, models.PROTECT, related_name="tasks")
    order = models.PositiveSmallIntegerField("urutan")
    text = TypedField("tugas")
    due = models.DateField("tenggat")
    origin = models.CharField("asal", max_length=9, choices=Origin, default=Origin.COORDINATOR)
    done_at = models.DateTimeField("selesai", null=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="oleh"
    )
    note = NoteField("yang sudah dikerjakan", max_length=500, blank=True, editable=False)
    reminded_on = models.DateField("terakhir diingatkan", null=True, editable=False)

    objects = CoachingTaskQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "tugas pembinaan"
        verbose_name_plural = "tugas pembinaan"
        indexes = [models.Index(fields=["due"], condition=Q(done_at=None), name="coaching_due")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="coaching_task_has_text"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None, note="")
                | (Q(done_at__isnull=False, done_by__isnull=False) & ~Q(note="")),
                name="coaching_done_has_time",
            ),
        ]
        triggers = [task_guard(), noted()]

    def __str__(self) -> str:
        return self.text

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed and it is not done."""
        return self.done_at is None and self.due < timezone.localdate()

    @property
    def days_left(self) -> int:
        """Whole days until it is due; below zero once that has passed."""
        return (self.due - timezone.localdate()).days

    @property
    def days_late(self) -> int:
        return -self.days_left
