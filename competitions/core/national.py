"""Results of the national programmes over the years: the city's own, other cities', the nation's, an innovation's.

A result is never overwritten: a correction or a withdrawal is a row of its own that says why.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from foundation.audit.triggers import append_only
from foundation.changes.triggers import noted
from foundation.text.fields import LineField, NoteField
from proposals.core.sent import SentProposal

ABOUT = ("programme", "year", "subject", "name", "proposal", "indicator", "measure")
"""What a result is about: the same in all its versions."""


class Results(models.QuerySet["NationalResult"]):
    """Selections of results."""

    def current(self) -> "Results":
        """What holds now: neither corrected since nor withdrawn."""
        return self.filter(superseded_by=None, withdrawn=False)


class NationalResult(models.Model):
    """One thing a ministry found in one year, with its source; what is not known has no row.

    `subject` says about whom: the city itself, another city (`name`), the nation, or one innovation (`proposal`), for
    which `indicator` is the number of an indicator, or empty for the whole. The database refuses to change or delete a
    row; a correction takes the place of the row that it `supersedes` and says its `reason`, as a withdrawal does,
    which has no values.
    """

    class Trust(models.TextChoices):
        VERIFIED = "verified", "Dibaca pada surat atau pengumuman resminya"
        TRANSCRIBED = "transcribed", "Disalin dari sumber lain"
        INFERRED = "inferred", "Disimpulkan dari angka lain"
        BACKGROUND = "background", "Dari pemberitaan, belum diperiksa"
        UNKNOWN = "unknown", "Belum diketahui"

    class Subject(models.TextChoices):
        CITY = "city", "Kota ini"
        OTHER = "other", "Kota lain"
        NATIONAL = "national", "Nasional"
        INNOVATION = "innovation", "Inovasi"

    class Measure(models.TextChoices):
        INDEX = "index", "Indeks"
        SPD = "spd", "Bagian daerah (SPD)"
        SID = "sid", "Satuan inovasi (SID)"
        NUMBER = "number", "Jumlah inovasi"
        PLACE = "place", "Peringkat"
        GOVERNMENTS = "governments", "Pemerintah daerah peserta"
        WINNERS = "winners", "Penerima penghargaan"
        AWARD = "award", "Penghargaan"
        MATURITY = "maturity", "Kematangan"
        LEVEL = "level", "Parameter indikator"

    programme = models.CharField("program", max_length=4, choices=[("iga", "IGA"), ("kipp", "KIPP")], default="iga")
    year = models.PositiveSmallIntegerField("tahun")
    subject = models.CharField("tentang", max_length=10, choices=Subject, default=Subject.CITY)
    name = LineField("nama", max_length=120, blank=True)
    proposal = models.ForeignKey(
        SentProposal, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False,
        verbose_name="inovasi",
    )  # fmt: skip
    indicator = models.PositiveSmallIntegerField("nomor indikator", null=True, blank=True)
    measure = models.CharField("ukuran", max_length=12, choices=Measure, default=Measure.INDEX)
    value = models.DecimalField("nilai", max_digits=10, decimal_places=2, null=True, blank=True)
    rank = models.PositiveIntegerField("peringkat", null=True, blank=True)
    of = models.PositiveIntegerField("dari", null=True, blank=True)
    predicate = LineField("predikat atau penghargaan", max_length=80, blank=True)
    source = LineField("sumber", max_length=300)
    confidence = models.CharField("keyakinan", max_length=12, choices=Trust)
    note = NoteField("catatan", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField("dicatat", default=timezone.now)
    version = models.PositiveSmallIntegerField("versi", default=1, editable=False)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="superseded_by"
    )
    withdrawn = models.BooleanField("ditarik", default=False, editable=False)
    reason = NoteField("alasan perbaikan", max_length=300, blank=True)

    objects = Results.as_manager()

    class Meta:
        ordering = ["-year", "subject", "measure", "indicator", "pk"]
        verbose_name = "hasil nasional"
        verbose_name_plural = "hasil nasional"
        triggers = [*append_only("nationalresult"), noted()]
        constraints = [
            models.UniqueConstraint(
                fields=[*ABOUT, "version"],
                nulls_distinct=False,
                name="nationalresult_once",
                violation_error_message="Hasil ini sudah tercatat untuk tahun itu. Ubah yang sudah ada.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn=True) | Q(value__isnull=False) | Q(rank__isnull=False) | ~Q(predicate=""),
                name="nationalresult_says_something",
                violation_error_message="Isi nilai, peringkat, atau predikatnya.",
            ),
            models.CheckConstraint(
                condition=Q(of=None) | Q(rank=None) | Q(of__gte=models.F("rank")),
                name="nationalresult_rank_within",
                violation_error_message="Peringkat tidak dapat melebihi banyaknya peserta.",
            ),
            models.CheckConstraint(
                condition=Q(version=1, supersedes=None, withdrawn=False)
                | Q(version__gt=1, supersedes__isnull=False) & ~Q(reason=""),
                name="nationalresult_corrected_with_reason",
                violation_error_message="Tulis mengapa hasil ini diperbaiki atau ditarik.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_measure_display()} {self.name or self.get_subject_display()} {self.year}"
