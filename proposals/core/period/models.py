"""What a year sets: the period with its dates and its target, and the time that single agencies get beyond it."""

import datetime

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from agencies.core.models import Agency
from foundation.changes.triggers import noted
from foundation.text.fields import LineField, NoteField
from proposals.core.guide.models import FormGuide
from proposals.core.period.state import Phase, phase_of
from proposals.core.querysets import PeriodQuerySet


class TimeSpan(models.Func):
    """From one moment to another, as a range of the database (`tstzrange`)."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


# What of a period decides anything or is shown.
SHOWN_OF_PERIOD = (
    "year", "name", "target", "opens_at", "closes_at", "guide_id", "minimum_per_agency", "feedback", "ranking_column",
    "score_scale", "is_side_round",
)  # fmt: skip


@pghistory.track()
class Period(models.Model):
    """One year of proposals: its target, its dates and what its proposers may learn of the reviews."""

    class Feedback(models.TextChoices):
        NOTHING = "nothing", "tidak ada"
        COMMENTS = "comments", "komentar gabungan tanpa nama penilai"
        SCORES = "scores", "komentar dan nilai tanpa nama penilai"

    class RankingColumn(models.TextChoices):
        RAW = "raw", "rata-rata nilai"
        ADJUSTED = "adjusted", "rata-rata yang disesuaikan"

    class ScoreScale(models.TextChoices):
        """What 0 of a score means; the words are read by people beside scores."""

        HIGHEST = (
            "highest",
            "100 berarti semua kriteria di tingkat tertinggi; nilai adalah tingkat dibagi tingkat tertinggi, jadi "
            "nilai terendah lebih dari 0 bila tingkat terendah 1",
        )
        RANGE = (
            "range",
            "0 berarti semua kriteria di tingkat terendah, 100 berarti semuanya di tingkat tertinggi",
        )

    year = models.PositiveSmallIntegerField("tahun", unique=True, validators=[MinValueValidator(2020)])
    name = LineField("nama", max_length=120)
    target = models.PositiveIntegerField(
        "target usulan", default=100, validators=[MinValueValidator(1), MaxValueValidator(100_000)]
    )
    opens_at = models.DateTimeField("dibuka")
    closes_at = models.DateTimeField("ditutup")
    guide = models.ForeignKey(FormGuide, models.PROTECT, related_name="periods", verbose_name="panduan isian")
    minimum_per_agency = models.PositiveSmallIntegerField("paling sedikit usulan tiap perangkat daerah", default=1)
    feedback = models.CharField(
        "yang dibuka kepada pengusul setelah keputusan", max_length=10, choices=Feedback, default=Feedback.COMMENTS
    )
    ranking_column = models.CharField(
        "kolom peringkat resmi",
        max_length=8,
        choices=RankingColumn,
        default=RankingColumn.RAW,
        help_text="Ditetapkan sebelum penilaian dimulai.",
    )
    # Periods from before it could be said keep the scale they were scored on.
    score_scale = models.CharField(
        "skala nilai",
        max_length=8,
        choices=ScoreScale,
        default=ScoreScale.RANGE,
        db_default=ScoreScale.RANGE,
        editable=False,
    )
    is_side_round = models.BooleanField(
        "putaran sampingan",
        default=False,
        help_text="Hanya putaran sampingan yang boleh berjalan pada waktu yang sama dengan periode lain. Halaman depan "
        "dan dasbor tetap dibuka dengan periode utama.",
    )
    last_sequence = models.PositiveIntegerField("nomor urut terakhir", default=0, editable=False)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-year"]
        verbose_name = "periode"
        verbose_name_plural = "periode"
        # Giving out a number counts up `last_sequence`, which no page shows.
        triggers = [noted(*SHOWN_OF_PERIOD)]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="period_closes_after_opening",
                violation_error_message="Waktu penutupan harus sesudah waktu pembukaan.",
            ),
            ExclusionConstraint(
                name="period_one_main_at_a_time",
                expressions=[(TimeSpan("opens_at", "closes_at", RangeBoundary(True, True)), RangeOperators.OVERLAPS)],
                condition=Q(is_side_round=False),
                violation_error_message="Waktunya bertumpang tindih dengan periode lain.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tells_proposers(self) -> bool:
        """Whether proposers learn anything of the reviews once decided: on pages, in letters, in a plan of coaching."""
        return self.feedback != self.Feedback.NOTHING

    def closing_for(self, agency: Agency) -> datetime.datetime:
        """When writing ends for this agency: the period's closing, or the agency's later extension."""
        extension = self.extensions.filter(agency=agency).first()
        return max(self.closes_at, extension.closes_at) if extension else self.closes_at

    def is_open_for(self, agency: Agency, now: datetime.datetime | None = None) -> bool:
        """Whether the agency may write and submit at `now` (default: the present)."""
        moment = now or timezone.now()
        phase = phase_of(self.opens_at, self.closes_at, moment)
        return phase is Phase.OPEN or (phase is Phase.CLOSED and moment <= self.closing_for(agency))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PeriodExtension(models.Model):
    """More time for one agency, with the reason."""

    period = models.ForeignKey(Period, models.CASCADE, related_name="extensions")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="extensions", verbose_name="instansi")
    closes_at = models.DateTimeField("diperpanjang sampai")
    reason = NoteField("alasan", max_length=300)

    class Meta:
        ordering = ["agency__sort_key", "pk"]
        verbose_name = "perpanjangan"
        verbose_name_plural = "perpanjangan"
        triggers = [noted()]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "agency"],
                name="extension_once",
                violation_error_message="Instansi ini sudah memiliki perpanjangan. Ubah perpanjangan yang ada.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency} sampai {timezone.localtime(self.closes_at):%d/%m/%Y %H.%M}"
