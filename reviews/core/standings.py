"""What the reviews of a proposal amount to, prepared where it changes: per stage, as a whole, and as last reckoned.

Database triggers write these rows in the transaction of whoever writes a review, a move, a stage or a decision (see
`reviews/core/keeping.py`). They say what the pure rules of `reviews/scoring/rules.py` say; a test compares the two.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Length, Now, NullIf, Round
from django.utils import timezone

from proposals.core.period.models import Period
from proposals.core.sent import SentProposal
from reviews.core.shown import ShownScore

if TYPE_CHECKING:
    from reviews.core.models import ReviewStage

MEAN_DECIMALS: Final = 6


class StageFiguresManager(models.Manager["StageFigures"]):
    """Tells of every row whether its disagreement was dealt with, in the same query."""

    def get_queryset(self) -> QuerySet["StageFigures"]:
        return super().get_queryset().annotate(settled=_settled())  # type: ignore[no-redef]  # declared for its readers

    def unsettled(self) -> QuerySet["StageFigures"]:
        """Those of which `StageFigures.unsettled` is true, as a question to the database."""
        return self.filter(Q(settled=False), spread__gt=F("stage__spread_limit"))


def _settled() -> Case:
    """Written down after the last score, or one more review than the stage asks for; false where nobody disagrees."""
    written, scores = (apps.get_model("reviews", name)._default_manager for name in ("Settlement", "Score"))
    newest = scores.filter(
        assignment__proposal=OuterRef("proposal"), assignment__stage=OuterRef("stage"), assignment__state="done"
    ).order_by("-given_at")
    here = written.filter(proposal=OuterRef("proposal_id"), stage=OuterRef("stage_id"))
    return Case(
        When(Q(spread=None) | Q(spread__lte=F("stage__spread_limit")), then=Value(False)),
        When(n__gt=F("stage__reviewers_per_proposal"), then=Value(True)),
        When(Exists(here.filter(at__gte=Subquery(newest.values("given_at")[:1]))), then=Value(True)),
        default=Value(False),
    )


class StageFigures(models.Model):
    """What the reviews of one proposal in one stage amount to; a row stands as soon as somebody was asked.

    `adjusted` alone is reckoned: it is as old as the period's `Reckoning`.
    """

    proposal = models.ForeignKey(SentProposal, models.CASCADE, related_name="+", db_constraint=False)
    stage = models.ForeignKey("reviews.ReviewStage", models.CASCADE, related_name="+")
    asked = models.PositiveSmallIntegerField("penilai bertugas", db_default=0)
    done = models.PositiveSmallIntegerField("penilai selesai", db_default=0)
    n = models.PositiveSmallIntegerField("jumlah nilai", db_default=0)
    total = models.DecimalField("jumlah semua nilai", max_digits=9, decimal_places=2, db_default=0)
    mean = models.GeneratedField(
        expression=Round(F("total") / NullIf(F("n"), 0), MEAN_DECIMALS),
        output_field=models.DecimalField(max_digits=9, decimal_places=MEAN_DECIMALS),
        db_persist=True,
    )
    median = models.DecimalField("median", max_digits=6, decimal_places=3, null=True)
    lead = models.DecimalField("rata-rata kriteria terberat", max_digits=9, decimal_places=MEAN_DECIMALS, null=True)
    lowest = models.DecimalField("nilai terendah", max_digits=5, decimal_places=2, null=True)
    highest = models.DecimalField("nilai tertinggi", max_digits=5, decimal_places=2, null=True)
    spread = models.GeneratedField(
        expression=F("highest") - F("lowest"),
        output_field=models.DecimalField(max_digits=5, decimal_places=2),
        db_persist=True,
    )
    adjusted = models.DecimalField("rata-rata tersesuaikan", max_digits=5, decimal_places=2, null=True)
    waiting_since = models.DateTimeField("penilai terlama bertugas sejak", null=True)
    done_at = models.DateTimeField("penilaian terakhir selesai", null=True)
    left_at = models.DateTimeField("penilai terakhir berhenti", null=True)

    settled: bool
    objects = StageFiguresManager()

    class Meta:
        verbose_name = "angka tahap"
        verbose_name_plural = "angka tahap"
        constraints = [models.UniqueConstraint(fields=["proposal", "stage"], name="stage_figures_once")]
        indexes = [
            # The page of fairness begins with what lies furthest apart.
            models.Index(
                F("stage"), F("spread").desc(), F("proposal"), name="stage_figures_spread", condition=Q(n__gt=0)
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} pada tahap {self.stage_id}: {self.n} nilai"

    @property
    def disputed(self) -> bool:
        """Whether the reviewers lie further apart than the stage allows; exactly at its limit they do not."""
        return self.spread is not None and self.spread > self.stage.spread_limit

    @property
    def unsettled(self) -> bool:
        """Whether they do and nobody has dealt with it yet: the one answer for every page, paper and gate."""
        return self.disputed and not self.settled

    @property
    def dispute_words(self) -> str:
        """What the pages write beside the difference; nothing where the reviewers agree well enough."""
        if not self.disputed:
            return ""
        return "selisih sudah diselesaikan" if self.settled else "perlu dibahas"

    @property
    def shown_mean(self) -> ShownScore:
        """The mean as people read it; provisional while the stage lacks complete reviews."""
        return ShownScore(self.mean, not self.enough)

    @property
    def enough(self) -> bool:
        """Whether the stage has the complete reviews it asks for."""
        return self.n >= self.stage.minimum_scores


Figures = dict[int, dict[int, StageFigures]]
"""SentProposal → stage order → figures."""


def stage_figures(rows: QuerySet[SentProposal] | Iterable[int], stages: Iterable["ReviewStage"]) -> Figures:
    """Figures over complete reviews that could be judged, of proposals or of their keys; one query."""
    known = {stage.pk: stage for stage in stages}
    keys: Any = rows.order_by().values("pk") if isinstance(rows, QuerySet) else list(rows)
    found: Figures = {}
    for line in StageFigures.objects.filter(proposal__in=keys, stage__in=known, n__gt=0):
        line.stage = known[line.stage_id]
        found.setdefault(line.proposal_id, {})[line.stage.order] = line
    return found


class ProposalStanding(models.Model):
    """One proposal as the ranking orders it and as it waits in its review; there is one for all that were sent.

    `official` is the score that orders, either `raw` or `adjusted`; median and lead are those of the stage in which the
    proposal stands. The scores are `provisional` while a stage that counts lacks complete reviews. While the proposal
    is under review, `holder` names who has to act and `since` when that began.
    """

    proposal = models.OneToOneField(
        SentProposal, models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    period = models.ForeignKey(Period, models.CASCADE, related_name="+")
    ranked = models.BooleanField("diperingkat", db_default=False)
    stages = models.PositiveSmallIntegerField("tahap yang bernilai", db_default=0)
    raw = models.DecimalField("nilai asli", max_digits=5, decimal_places=2, null=True)
    adjusted = models.DecimalField("nilai tersesuaikan", max_digits=5, decimal_places=2, null=True)
    official = models.DecimalField("nilai resmi", max_digits=5, decimal_places=2, null=True)
    provisional = models.BooleanField("sementara", db_default=True)
    median = models.DecimalField("median", max_digits=5, decimal_places=2, null=True)
    lead = models.DecimalField("nilai kriteria terberat", max_digits=5, decimal_places=2, null=True)
    submitted_at = models.DateTimeField("diajukan pertama kali", null=True)
    # Compared letter by letter, as on every machine alike, not by the rules of a language.
    number = models.CharField("nomor", max_length=20, db_default="", db_collation="C")
    unscored = models.GeneratedField(
        expression=ExpressionWrapper(Q(official__isnull=True), models.BooleanField()),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    digits = models.GeneratedField(
        expression=Length("number"), output_field=models.PositiveSmallIntegerField(), db_persist=True
    )
    holder = models.CharField("di tangan", max_length=8, db_default="")
    since = models.DateTimeField("sejak", null=True)
    asked = models.PositiveSmallIntegerField("penilai bertugas di tahap ini", db_default=0)
    done = models.PositiveSmallIntegerField("penilai selesai di tahap ini", db_default=0)

    class Meta:
        verbose_name = "kedudukan usulan"
        verbose_name_plural = "kedudukan usulan"
        indexes = [
            # The ranking is read in this order, that of `scoring.TIE_RULES`; what has no score comes last.
            models.Index(
                F("period"),
                F("unscored"),
                F("stages").desc(nulls_last=True),
                F("official").desc(nulls_last=True),
                F("median").desc(nulls_last=True),
                F("lead").desc(nulls_last=True),
                F("submitted_at"),
                F("digits"),
                F("number"),
                F("proposal"),
                name="standing_in_order",
                condition=Q(ranked=True),
            ),
            models.Index(
                fields=["holder", "since"], include=["proposal"], name="standing_in_hands", condition=~Q(holder="")
            ),
            models.Index(fields=["since", "proposal"], name="standing_longest", condition=~Q(holder="")),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.official}"


class Reckoning(models.Model):
    """When the scores of a period were last adjusted to the severity of reviewers, or why that is not possible yet."""

    period = models.OneToOneField(Period, models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField("dihitung", default=timezone.now)
    reason = models.CharField("alasan tidak dihitung", max_length=500, blank=True)
    reasons = models.JSONField("alasan tiap tahap", default=dict, help_text="{stage key: sentence}")

    class Meta:
        verbose_name = "perhitungan nilai tersesuaikan"
        verbose_name_plural = "perhitungan nilai tersesuaikan"

    def __str__(self) -> str:
        return f"{self.period}, {self.at:%d/%m/%Y %H:%M}"


class ReckonedSeverity(models.Model):
    """How far a reviewer lies above (+) or below (−) the others of a stage, in points, as last reckoned."""

    stage = models.ForeignKey("reviews.ReviewStage", models.CASCADE, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    points = models.FloatField("poin")
    standard_error = models.FloatField("galat baku")

    class Meta:
        verbose_name = "ketat atau longgarnya penilai"
        verbose_name_plural = "ketat atau longgarnya penilai"
        constraints = [models.UniqueConstraint(fields=["stage", "reviewer"], name="reckoned_severity_once")]

    def __str__(self) -> str:
        return f"{self.reviewer_id} pada tahap {self.stage_id}: {self.points:+.2f}"


class ReckoningMark(models.Model):
    """A change of reviews that no reckoning has taken in yet; written by triggers, taken away by the reckoning.

    Rows follow the order of commits without anybody waiting: whatever a reckoning could not see leaves its mark behind.
    """

    period = models.ForeignKey(Period, models.CASCADE, related_name="+")
    at = models.DateTimeField("waktu", db_default=Now())

    class Meta:
        verbose_name = "perubahan yang belum dihitung"
        verbose_name_plural = "perubahan yang belum dihitung"

    def __str__(self) -> str:
        return f"{self.period_id}"
