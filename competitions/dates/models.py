"""The dates of the national programmes by year, each with its source, and how long before the closing the city is done.

Dates hang on programme and year, so that years of which the portal has no edition keep theirs.
"""

import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from competitions.core.models import Edition
from competitions.dates.guards import date_guards
from foundation.audit.triggers import append_only
from foundation.changes.triggers import noted
from foundation.text.fields import LineField, NoteField

FARTHEST = 365
"""Most days that a last day of the city may lie before the closing."""


class NationalDates(models.QuerySet["NationalDate"]):
    """Selections of dates."""

    def current(self) -> "NationalDates":
        """The newest version of each, also where it says that the day is no longer known."""
        return self.filter(superseded_by=None)


class NationalDate(models.Model):
    """One date of one programme's year. The database refuses to change or delete a row.

    An extension or a correction takes the place of the row that it `supersedes` and says its `reason`; one without
    any day says that the day is no longer known. Opening and closing are one day each (`starts_on`). `label` tells
    dates of one kind apart; the city's own last days always have one. `by` is empty for what a file brought.
    """

    class Kind(models.TextChoices):
        BRIEFING = "briefing", "Sosialisasi"
        OPENING = "opening", "Pembukaan"
        CLOSING = "closing", "Penutupan"
        MEASURING = "measuring", "Pengukuran"
        PRESENTATION = "presentation", "Presentasi"
        FIELD = "field", "Tinjauan lapangan"
        PLENARY = "plenary", "Pleno"
        AWARD = "award", "Penghargaan"
        INTERNAL = "internal", "Batas internal"

    programme = models.CharField("program", max_length=4, choices=Edition.Programme)
    year = models.PositiveSmallIntegerField("tahun")
    kind = models.CharField("jenis", max_length=12, choices=Kind)
    label = LineField("keterangan", max_length=80, blank=True)
    starts_on = models.DateField("tanggal", null=True, blank=True)
    ends_on = models.DateField("sampai", null=True, blank=True)
    source = LineField("sumber", max_length=300)
    confirmed = models.BooleanField("sudah pasti", default=False)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="superseded_by"
    )
    reason = NoteField("alasan perubahan", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    at = models.DateTimeField("dicatat", default=timezone.now, editable=False)

    objects = NationalDates.as_manager()

    class Meta:
        ordering = ["starts_on", "ends_on", "pk"]
        verbose_name = "tanggal nasional"
        verbose_name_plural = "tanggal nasional"
        triggers = [*append_only("nationaldate"), noted(), *date_guards()]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "year", "kind", "label"],
                condition=Q(supersedes=None),
                name="nationaldate_begun_once",
                violation_error_message="Tanggal ini sudah tercatat. Ubah yang sudah ada.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="nationaldate_ends_after_start",
                violation_error_message="Tanggal akhir harus sesudah tanggal mulai.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=False) | Q(ends_on__isnull=False) | Q(supersedes__isnull=False),
                name="nationaldate_has_a_day",
                violation_error_message="Isi tanggalnya.",
            ),
            models.CheckConstraint(
                condition=Q(supersedes=None) | ~Q(reason=""),
                name="nationaldate_followed_with_reason",
                violation_error_message="Tulis mengapa tanggal ini berubah.",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["opening", "closing"]) | Q(ends_on=None),
                name="nationaldate_opens_and_closes_on_one_day",
                violation_error_message="Pembukaan dan penutupan masing-masing satu tanggal; kosongkan “sampai”.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="internal") | ~Q(label=""),
                name="nationaldate_internal_is_named",
                violation_error_message="Tulis apa yang harus selesai pada tanggal itu.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.get_programme_display().split(' ')[0]} {self.year}"

    @property
    def name(self) -> str:
        """What it is, for a list: the city's own by what must be done, others by their kind first."""
        if self.kind == self.Kind.INTERNAL or not self.label:
            return self.label or self.get_kind_display()
        return f"{self.get_kind_display()}: {self.label}"

    @property
    def day(self) -> datetime.date | None:
        """The day it is sorted by."""
        return self.starts_on or self.ends_on


class InternalDeadline(models.Model):
    """What the city itself must have done so many days before the closing of a programme, every year."""

    programme = models.CharField("program", max_length=4, choices=Edition.Programme, editable=False)
    key = models.SlugField("kunci", max_length=40, editable=False)
    label = LineField("yang harus selesai", max_length=80)
    days_before = models.PositiveSmallIntegerField(
        "hari sebelum penutupan", validators=[MaxValueValidator(FARTHEST, "Paling banyak 365 hari.")]
    )
    source = LineField("dasar", max_length=300)

    class Meta:
        ordering = ["programme", "-days_before", "key"]
        verbose_name = "batas internal"
        verbose_name_plural = "batas internal"
        triggers = [noted()]
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], name="internaldeadline_once"),
            models.CheckConstraint(condition=Q(days_before__lte=FARTHEST), name="internaldeadline_within_a_year"),
        ]

    def __str__(self) -> str:
        return self.label

    def before(self, closes_on: datetime.date | None) -> datetime.date | None:
        """The day it falls on; None while the closing is not known."""
        return closes_on - datetime.timedelta(days=self.days_before) if closes_on else None

    @property
    def relative(self) -> str:
        """When it is while nobody knows the closing."""
        return f"{self.days_before} hari sebelum penutupan, tanggal penutupan belum diketahui"
