"""Reminding silent agencies: the plan of a period with its ladder, and every reminder that went out."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agencies.models import Agency
from agencies.triggers import append_only
from proposals.models import Period


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


class NudgePlan(models.Model):
    """How one period reminds: the rest between two reminders to one agency, and whether mail goes out by itself."""

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


class NudgeStep(models.Model):
    """One rung of the ladder: whom to write to, how, and from which day on."""

    plan = models.ForeignKey(NudgePlan, models.CASCADE, related_name="steps")
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
                fields=["plan", "addressee"],
                name="nudge_step_addressee_once",
                violation_error_message="Setiap penerima hanya mempunyai satu langkah.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_addressee_display()} lewat {self.get_channel_display()}"


class Nudge(models.Model):
    """One reminder to one agency: when, by whom, through what, and its words. Never changed, never deleted."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="nudges")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="nudges")
    step = models.ForeignKey(NudgeStep, models.PROTECT, null=True, related_name="nudges")
    addressee = models.CharField("ditujukan kepada", max_length=10, choices=Addressee)
    channel = models.CharField("lewat", max_length=10, choices=Channel)
    text = models.TextField("isi")
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
    def reference(self) -> str:
        """The portal's own reference of a letter; the office's number is written by hand."""
        return f"PGT-{self.period.year}-{self.pk:05d}"
