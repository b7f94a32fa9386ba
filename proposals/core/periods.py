"""What a year sets: the period with its dates and target, the form guide, and the government affairs."""

import datetime

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeBoundary, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property

from agencies.core.models import Agency
from foundation.changes.triggers import noted
from foundation.text.fields import LineField, NoteField, TypedField
from foundation.text.keys import ordered_by
from proposals.core.guide.form import CONDITION, Condition, GuideField, GuideForm, PartText, Retelling
from proposals.core.periodstate import Phase, phase_of
from proposals.core.querysets import PeriodQuerySet


class Affair(models.Model):
    """An urusan pemerintahan of the ministry's list (UU 23/2014, Permendagri 90/2019)."""

    key = models.SlugField("kunci", max_length=60, unique=True)
    code = models.CharField("kode", max_length=5, blank=True)
    name = LineField("nama", max_length=120)
    group = LineField("kelompok", max_length=80)
    sort_key = ordered_by("name")
    basic_service = models.BooleanField("pelayanan dasar", default=False)
    selectable = models.BooleanField("dapat dipilih", default=True)
    crossing_only = models.BooleanField("hanya sebagai urusan beririsan", default=False)
    sign = models.CharField("gambar", max_length=20, blank=True, help_text="One of affairsigns.SIGNS.")
    order = models.PositiveSmallIntegerField("urutan", default=0)
    agencies = models.ManyToManyField(Agency, blank=True, related_name="affairs")

    class Meta:
        ordering = ["order"]
        verbose_name = "urusan"
        verbose_name_plural = "urusan"
        triggers = [noted()]

    def __str__(self) -> str:
        return self.name


class FormGuide(models.Model):
    """The yearly form: which sections and files it asks for, with help texts and choices."""

    year = models.PositiveSmallIntegerField("tahun", unique=True)
    name = LineField("nama", max_length=120)
    profile = models.JSONField("kolom profil", default=dict)

    class Meta:
        ordering = ["-year"]
        verbose_name = "panduan isian"
        verbose_name_plural = "panduan isian"
        triggers = [noted()]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def form(self) -> GuideForm:
        """The profile as the guide asks it."""
        return GuideForm.model_validate(self.profile)

    @cached_property
    def fields(self) -> dict[str, GuideField]:
        """The profile fields by key, each with its label, help, choices and rule of necessity."""
        return {field.key: field for field in self.form.fields}

    def heading(self, field: str) -> str:
        """How the guide calls a profile field; its key when the guide does not ask for it."""
        return self.fields[field].label if field in self.fields else field

    def group_of(self, field: str) -> str:
        """The key of the group in which the guide asks a profile field; empty when it does not ask for it."""
        return self.fields[field].group if field in self.fields else ""

    def longest(self, field: str) -> int | None:
        """How many characters the guide allows in a profile field, where it sets a limit."""
        return self.fields[field].max_length if field in self.fields else None

    def choices(self, field: str) -> list[tuple[str, str]]:
        """The choices the guide offers for a profile field, as (key, label)."""
        return [(choice.key, choice.label) for choice in self.fields[field].choices] if field in self.fields else []

    def label(self, field: str, key: str) -> str:
        """How a chosen key reads; the key itself when the guide does not know it (any longer)."""
        return dict(self.choices(field)).get(key, key)

    def help(self, field: str, *, school: bool) -> str:
        """The help text of a profile field, in the school's variant where there is one."""
        if field not in self.fields:
            return ""
        asked = self.fields[field]
        return (asked.help_school if school else "") or asked.help


class Section(models.Model):
    """A part of the form. Without a parent it is a step of writing; with one it is a text inside that step."""

    class Meaning(models.TextChoices):
        """What a step is to the rules of a competition, whatever a city calls it."""

        DESIGN = "design", "rancang bangun"

    guide = models.ForeignKey(FormGuide, models.CASCADE, related_name="sections")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="parts")
    meaning = models.CharField("makna", max_length=10, choices=Meaning, blank=True)
    key = models.SlugField("kunci", max_length=40)
    title = LineField("judul", max_length=120)
    purpose = TypedField("tujuan", blank=True)
    sought = TypedField("yang dicari penilai", blank=True)
    help = TypedField("petunjuk", blank=True)
    help_school = TypedField("petunjuk untuk sekolah", blank=True)
    example = models.JSONField("contoh", default=dict, blank=True, help_text="{innovation, agency, mark, text}")
    min_words = models.PositiveIntegerField("paling sedikit (kata)", default=0)
    max_words = models.PositiveIntegerField("paling banyak (kata)", null=True, blank=True)
    required = models.BooleanField("harus diisi", default=True)
    order = models.PositiveSmallIntegerField("urutan", default=0)

    # Filled by `readiness.steps_of` for a step of writing: its parts with their texts, and all their words.
    written: "list[tuple[Section, PartText | None]]"
    words: int

    class Meta:
        ordering = ["order"]
        verbose_name = "bagian isian"
        verbose_name_plural = "bagian isian"
        constraints = [models.UniqueConstraint(fields=["guide", "key"], name="section_key_once")]
        triggers = [noted()]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def retelling(self) -> Retelling | None:
        """The example beside the text, where there is one."""
        return Retelling.model_validate(self.example) if self.example else None


class AttachmentKind(models.Model):
    """A kind of evidence: what it is, whether it must be there, how large and of which type it may be."""

    class Required(models.TextChoices):
        NEVER = "never", "bila ada"
        ALWAYS = "always", "wajib"

    guide = models.ForeignKey(FormGuide, models.CASCADE, related_name="attachment_kinds")
    key = models.SlugField("kunci", max_length=40)
    label = LineField("nama", max_length=120)
    help = TypedField("petunjuk", blank=True)
    help_school = TypedField("petunjuk untuk sekolah", blank=True)
    required = models.CharField("keharusan", max_length=8, choices=Required, default=Required.NEVER)
    required_when = models.JSONField("harus ada bila", default=dict, blank=True, help_text="As of a profile field.")
    max_mb = models.PositiveSmallIntegerField("ukuran terbesar (MB)", default=2)
    types = ArrayField(models.CharField(max_length=5), verbose_name="jenis isi")
    multiple = models.BooleanField("boleh lebih dari satu", default=False)
    order = models.PositiveSmallIntegerField("urutan", default=0)

    class Meta:
        ordering = ["order"]
        verbose_name = "jenis berkas"
        verbose_name_plural = "jenis berkas"
        constraints = [models.UniqueConstraint(fields=["guide", "key"], name="attachment_kind_key_once")]
        triggers = [noted()]

    def __str__(self) -> str:
        return self.label

    @cached_property
    def condition(self) -> Condition:
        """Answers of the profile that make this evidence necessary."""
        return CONDITION.validate_python(self.required_when)

    @property
    def need(self) -> str:
        """Whether it must be there, in words: "wajib", "bila ada", or when it must."""
        words = "" if self.required == self.Required.ALWAYS else self.guide.form.spoken(self.condition)
        return f"wajib bila {words}" if words else self.get_required_display()

    @property
    def max_bytes(self) -> int:
        return self.max_mb * 1024 * 1024


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
