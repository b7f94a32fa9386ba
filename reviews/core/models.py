"""Stages, rubrics, assignments, scores and conflicts of interest."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property

from foundation.audit.triggers import append_only
from foundation.changes.triggers import noted
from foundation.text.fields import LineField, NoteField, TypedField
from foundation.text.keys import Natural
from proposals.core.period.models import Period
from proposals.core.sent import SentProposal
from reviews.core import keeping
from reviews.core.guards import (
    assignment_guard,
    conflict_guards,
    frozen_when_scored,
    ranking_column_guard,
    score_guard,
    score_scale_guard,
    stage_guard,
)
from reviews.core.querysets import AssignmentQuerySet, InterestQuerySet, ScoreQuerySet
from reviews.core.scales import RubricLevel, scale_of


class ScoredPeriod(Period):
    """The period as reviewing guards it, without the floor below having to know of scores."""

    class Meta:
        proxy = True
        verbose_name = "periode yang dinilai"
        verbose_name_plural = "periode yang dinilai"
        triggers = [ranking_column_guard(), score_scale_guard(), keeping.period_trigger()]


class Rubric(models.Model):
    """A set of weighted criteria; frozen as soon as the first score refers to it."""

    key = models.SlugField("kunci", max_length=40, unique=True)
    name = LineField("nama", max_length=120)
    source = LineField("sumber", max_length=300, blank=True)
    justify_at = ArrayField(
        models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name="tingkat yang perlu alasan"
    )
    justify_min_words = models.PositiveSmallIntegerField("alasan paling sedikit (kata)", default=3)
    justify_help = NoteField("petunjuk alasan", max_length=300, blank=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="newer", editable=False, verbose_name="menggantikan"
    )
    version = models.PositiveSmallIntegerField("versi", default=1, editable=False)
    change_note = NoteField("yang berubah dan akibatnya", max_length=500, blank=True, editable=False)

    class Meta:
        ordering = [Natural("name"), "pk"]
        verbose_name = "rubrik"
        verbose_name_plural = "rubrik"
        triggers = [frozen_when_scored("rubric", "OLD.id"), noted()]

    def __str__(self) -> str:
        return self.name


class Criterion(models.Model):
    """One question of a rubric, with its weight and what each level means."""

    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="criteria")
    key = models.SlugField("kunci", max_length=40)
    name = LineField("nama", max_length=120)
    help = TypedField("petunjuk", blank=True)
    weight = models.PositiveSmallIntegerField("bobot", validators=[MinValueValidator(1)])
    levels = models.JSONField("tingkat", help_text="List of {value, description}, from the lowest to the highest.")
    order = models.PositiveSmallIntegerField("urutan", default=0)
    sections = ArrayField(
        models.SlugField(max_length=40), default=list, blank=True, verbose_name="bagian usulan yang dinilai"
    )
    sentences = models.JSONField(
        "kalimat siap pakai", default=dict, blank=True, help_text="{answer: [sentence, …]}, for reasons."
    )

    class Meta:
        ordering = ["order"]
        verbose_name = "kriteria"
        verbose_name_plural = "kriteria"
        constraints = [models.UniqueConstraint(fields=["rubric", "key"], name="criterion_key_once")]
        triggers = [frozen_when_scored("criterion", "OLD.rubric_id"), noted()]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def scale(self) -> tuple[RubricLevel, ...]:
        """The levels, from the lowest to the highest."""
        return scale_of(self.levels)

    @property
    def lowest(self) -> int:
        """The lowest level."""
        return self.scale[0].value

    @property
    def top(self) -> int:
        """The highest level."""
        return self.scale[-1].value


class ReviewStage(models.Model):
    """One round of reviewing in a period: its rubric, its share of the final score and its dates.

    `meets` says how its jury meets the proposers, if it does; schedules of presentations begin with such a stage.
    """

    class Meets(models.TextChoices):
        NOT = "", "Tidak, cukup membaca usulan"
        TALK = "presentasi", "Presentasi"
        VISIT = "kunjungan", "Kunjungan lapangan"

    period = models.ForeignKey(Period, models.CASCADE, related_name="review_stages")
    order = models.PositiveSmallIntegerField("urutan")
    key = models.SlugField("kunci", max_length=40)
    name = LineField("nama", max_length=120)
    share = models.PositiveSmallIntegerField(
        "bagian dari nilai akhir (%)", validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="stages", verbose_name="rubrik")
    opens_at = models.DateTimeField("dibuka", null=True, blank=True)
    closes_at = models.DateTimeField("ditutup", null=True, blank=True)
    purpose = NoteField("tujuan", max_length=300, blank=True)
    meets = models.CharField("bertemu pengusul", max_length=10, choices=Meets, blank=True, default=Meets.NOT)
    minimum_scores = models.PositiveSmallIntegerField("nilai lengkap paling sedikit", default=2)
    reviewers_per_proposal = models.PositiveSmallIntegerField("penilai per usulan", default=2)
    spread_limit = models.PositiveSmallIntegerField("batas selisih nilai", default=25)

    class Meta:
        ordering = ["period", "order"]
        verbose_name = "tahap penilaian"
        verbose_name_plural = "tahap penilaian"
        constraints = [
            # Deferred, so that stages can change places in one transaction.
            models.UniqueConstraint(
                fields=["period", "order"], name="review_stage_order_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.UniqueConstraint(fields=["period", "key"], name="review_stage_key_once"),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="review_stage_closes_after_opening",
                violation_error_message="Waktu penutupan harus sesudah waktu pembukaan.",
            ),
        ]
        triggers = [stage_guard(), keeping.stage_trigger(), noted()]

    def __str__(self) -> str:
        return self.name

    def is_open(self) -> bool:
        """Whether scores may be written now; a date that is not set does not limit."""
        now = timezone.now()
        return (self.opens_at is None or self.opens_at <= now) and (self.closes_at is None or now <= self.closes_at)


class StageVersion(models.Model):
    """The stages of a period as changed after its first score, and what that means for the scores given."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="stage_versions")
    version = models.PositiveSmallIntegerField("versi")
    note = NoteField("akibat bagi nilai yang sudah ada", max_length=500)
    stages = models.JSONField("susunan", help_text="List of {key, name, order, share, rubric, …}, all stages.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("waktu", default=timezone.now)

    class Meta:
        ordering = ["-version"]
        verbose_name = "versi susunan tahap"
        verbose_name_plural = "versi susunan tahap"
        constraints = [
            models.UniqueConstraint(fields=["period", "version"], name="stage_version_once"),
            models.CheckConstraint(condition=~Q(note=""), name="stage_version_has_note"),
        ]
        triggers = append_only("stageversion")

    def __str__(self) -> str:
        return f"{self.period}, susunan tahap versi {self.version}"


class Assignment(models.Model):
    """One reviewer asked to score one proposal in one stage."""

    class State(models.TextChoices):
        ASSIGNED = "assigned", "Belum selesai"
        DONE = "done", "Selesai"
        RECUSED = "recused", "Mengundurkan diri"
        REMOVED = "removed", "Dibatalkan"

    stage = models.ForeignKey(ReviewStage, models.PROTECT, related_name="assignments")
    proposal = models.ForeignKey(SentProposal, models.PROTECT, related_name="assignments", db_constraint=False)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    state = models.CharField("keadaan", max_length=8, choices=State, default=State.ASSIGNED)
    reason = NoteField("alasan", max_length=300, blank=True)
    override_reason = NoteField("alasan pengecualian benturan", max_length=300, blank=True)
    comment = TypedField("komentar untuk pengusul", blank=True)
    total = models.DecimalField("nilai", max_digits=5, decimal_places=2, null=True, editable=False)
    lead = models.DecimalField("nilai kriteria terberat", max_digits=5, decimal_places=2, null=True, editable=False)
    draft = models.JSONField("isian sementara", default=dict, blank=True, editable=False)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    assigned_at = models.DateTimeField("ditugaskan", default=timezone.now)
    done_at = models.DateTimeField("selesai", null=True, blank=True)
    ended_at = models.DateTimeField("mundur atau dibatalkan", null=True, blank=True, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["assigned_at", "pk"]
        verbose_name = "penugasan"
        verbose_name_plural = "penugasan"
        indexes = [
            models.Index(fields=["reviewer", "state"], name="assignment_reviewer_state"),
            # How much lies with each reviewer of a stage is counted without opening the rows.
            models.Index(fields=["stage", "reviewer", "state"], include=["proposal"], name="assignment_loads"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "proposal", "reviewer"],
                name="assignment_once",
                violation_error_message="Penilai ini sudah ditugaskan untuk usulan ini.",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False), name="assignment_done_has_time"
            ),
        ]
        triggers = [assignment_guard(), *keeping.assignment_triggers(), noted()]

    def __str__(self) -> str:
        return f"{self.proposal} oleh {self.reviewer}"


class Score(models.Model):
    """One criterion's level as given once. A changed mind is a new row; the newest counts. Null: cannot be judged."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    value = models.PositiveSmallIntegerField("nilai", null=True)
    justification = TypedField("alasan", blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField("waktu", default=timezone.now)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "nilai"
        verbose_name_plural = "nilai"
        indexes = [models.Index(fields=["assignment", "criterion", "-id"], name="score_newest")]
        triggers = [*append_only("score"), score_guard(), noted()]

    def __str__(self) -> str:
        return f"{self.criterion}: {'tidak dapat dinilai' if self.value is None else self.value}"


class Interest(models.Model):
    """A declared or recorded conflict of interest; while it stands it outranks every other right on the proposal."""

    class Kind(models.TextChoices):
        DECLARED = "declared", "Dinyatakan sendiri"
        COACHED = "coached", "Mendampingi penyusunan usulan"
        HELPED = "helped", "Ikut menyusun usulan"
        RELATED = "related", "Hubungan keluarga, usaha, atau atasan"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="conflicts")
    proposal = models.ForeignKey(SentProposal, models.PROTECT, related_name="conflicts", db_constraint=False)
    reason = NoteField("alasan", max_length=300)
    kind = models.CharField("jenis", max_length=8, choices=Kind, default=Kind.DECLARED)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="dicatat oleh"
    )
    declared_at = models.DateTimeField("dinyatakan", default=timezone.now)
    lifted_at = models.DateTimeField("dicabut", null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="dicabut oleh"
    )
    lift_reason = NoteField("alasan pencabutan", max_length=300, blank=True)

    objects = InterestQuerySet.as_manager()

    class Meta:
        # The name under which the table was begun; entries of the record speak of it, too.
        db_table = "reviews_conflict"
        ordering = ["-declared_at"]
        verbose_name = "benturan kepentingan"
        verbose_name_plural = "benturan kepentingan"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "proposal"], condition=Q(lifted_at=None), name="conflict_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None, lift_reason="")
                | Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lift_reason=""),
                name="conflict_lifted_with_reason",
            ),
        ]
        triggers = [*conflict_guards(), noted()]

    def __str__(self) -> str:
        return f"{self.user} terhadap {self.proposal}"
