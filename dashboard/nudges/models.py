"""Reminding silent and late agencies: the plan of a period with its ladder, every reminder, and numbers of letters."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agencies.core.models import Agency
from dashboard.nudges.wording import SUBJECTS
from foundation.audit.triggers import append_only
from foundation.days.workdays import days_until_over
from foundation.figures import Figure
from foundation.text.fields import LineField, TypedField
from proposals.core.period.models import Period


class Addressee(models.TextChoices):
    """The rungs of the ladder, from the desk to the head; the last is a letter of the Sekretaris Daerah."""

    OPERATOR = "operator", "Operator"
    SECRETARY = "secretary", "Sekretaris instansi"
    HEAD = "head", "Kepala instansi"
    SEKDA = "sekda", "Kepala instansi (surat Sekretaris Daerah)"


class Channel(models.TextChoices):
    WHATSAPP = "whatsapp", "WhatsApp"
    EMAIL = "email", "Surel"
    LETTER = "letter", "Surat resmi"


class Reason(models.TextChoices):
    """Why an agency is reminded; a reminder has one reason and its words speak of nothing else."""

    SILENT = "silent", "Belum mengajukan usulan"
    REPAIR = "repair", "Perbaikan terlambat"
    KIPP = "kipp", "Belum ada nominasi KIPP"
    IGA = "iga", "Bukti IGA belum lengkap"
    CLAIM = "claim", "Klaim IGA belum dijawab"
    LETTERS = "letters", "Surat KIPP belum lengkap"
    TEXTS = "texts", "Naskah KIPP melebihi batas"
    AGE = "age", "Umur KIPP belum cukup"


class NudgePlan(models.Model):
    """How one period reminds: the rest between reminders, and whether mail goes out by itself.

    When a repair is late follows from the period's procedure.
    """

    period = models.OneToOneField(Period, models.CASCADE, related_name="nudge_plan")
    rest_days = models.PositiveSmallIntegerField(
        "jeda antarpengingat (hari)", default=7, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    automatic = models.BooleanField("kirim surel otomatis pada tanggal langkahnya", default=False)

    class Meta:
        verbose_name = "rencana pengingat"
        verbose_name_plural = "rencana pengingat"

    def __str__(self) -> str:
        return f"Pengingat {self.period}"

    @property
    def late_days(self) -> int:
        """For how many days, weekends and all, a proposal has waited for its repair when that is late as of today."""
        return days_until_over(self.period.procedure.repair_days, timezone.localdate())


class NudgeStep(models.Model):
    """One rung of the ladder of a reason: whom to write to, how, and from which day on; the days are their order."""

    plan = models.ForeignKey(NudgePlan, models.CASCADE, related_name="steps")
    reason = models.CharField("alasan", max_length=10, choices=Reason, default=Reason.SILENT)
    addressee = models.CharField("ditujukan kepada", max_length=10, choices=Addressee)
    channel = models.CharField("lewat", max_length=10, choices=Channel)
    due_on = models.DateField("mulai tanggal")
    announced_at = models.DateTimeField("diberitahukan", null=True, editable=False)

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = "langkah pengingat"
        verbose_name_plural = "langkah pengingat"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "reason", "due_on"],
                name="nudge_step_day_once",
                deferrable=models.Deferrable.DEFERRED,  # so that rungs can change places in one transaction
                violation_error_message="Pada hari ini sudah ada langkah lain untuk alasan ini. Pilih hari lain.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_addressee_display()} lewat {self.get_channel_display()}"

    @property
    def full_name(self) -> str:
        """The rung with its reason, where rungs of several reasons stand together."""
        return f"{self.get_reason_display()}: {self}"


class Nudge(models.Model):
    """One reminder to one agency: when, by whom, through what, and its words. Never changed, never deleted.

    `figures` are the parts of each figure that the ready words rest on; none when somebody wrote other words.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="nudges")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="nudges")
    step = models.ForeignKey(NudgeStep, models.PROTECT, null=True, related_name="nudges")
    reason = models.CharField("alasan", max_length=10, choices=Reason, default=Reason.SILENT)
    addressee = models.CharField("ditujukan kepada", max_length=10, choices=Addressee)
    channel = models.CharField("lewat", max_length=10, choices=Channel)
    text = TypedField("isi")
    figures = models.JSONField("angka di dalamnya", default=list)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField("waktu", default=timezone.now)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = "pengingat"
        verbose_name_plural = "pengingat"
        indexes = [models.Index(fields=["period", "agency", "-sent_at"], name="nudge_newest")]
        constraints = [
            models.UniqueConstraint(fields=["step", "agency"], condition=Q(step__isnull=False), name="nudge_step_once")
        ]
        triggers = append_only("nudge")

    def __str__(self) -> str:
        return f"{self.agency} {self.sent_at:%Y-%m-%d}"

    @property
    def told(self) -> list[Figure]:
        """The figures its words rest on, as they were when it was sent."""
        return [Figure(*parts) for parts in self.figures]

    @property
    def subject(self) -> str:
        """What it is about: the subject of a mail, the line "Hal" of a letter."""
        return SUBJECTS[self.reason]

    @property
    def reference(self) -> str:
        """The portal's own reference of a letter, whether or not the office has numbered it."""
        return f"PGT-{self.period.year}-{self.pk:05d}"


class LetterNumber(models.Model):
    """The official number the office gave a letter; kept apart, because it comes after the letter is written."""

    nudge = models.OneToOneField(Nudge, models.PROTECT, related_name="letter_number")
    number = LineField("nomor surat", max_length=60)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("waktu", default=timezone.now)

    class Meta:
        verbose_name = "nomor surat"
        verbose_name_plural = "nomor surat"
        constraints = [models.CheckConstraint(condition=~Q(number=""), name="letter_number_not_empty")]

    def __str__(self) -> str:
        return self.number
