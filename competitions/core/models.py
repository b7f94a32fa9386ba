"""National programmes: their yearly editions, the IGA indicator table, and KIPP nominations."""

import datetime

import pghistory
import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property

from agencies.core.models import Agency
from competitions.core import nominating
from competitions.core.guards import differs, published_rules_stay, published_table_stays, weights_reckoned
from competitions.core.kippguards import held_years_only, nomination_guards
from competitions.core.querysets import EditionQuerySet, NominationQuerySet
from competitions.rules.igarules import IgaRules
from competitions.rules.indicatorrules import IndicatorRules
from competitions.rules.kipprules import KippLimits, KippRules
from foundation.changes.triggers import noted
from foundation.text.fields import LineField, NoteField, TypedField
from proposals.core.sent import SentProposal

NIP_AS_IT_IS = "NIP terdiri atas 18 angka tanpa spasi. Kosongkan bila inovator tidak mempunyai NIP."
KIPP_RULES = ("name", "min_age_months", "quota", "source", "rules")
# Kept is what stood there before, whoever changed it and by which way.
KIPP_RULES_CHANGED = pgtrigger.Q(old__programme="kipp") & differs(*KIPP_RULES)
NUMBER_TAKEN = "Nomor registrasi ini sudah dipakai nominasi lain pada edisi ini. Periksa nomornya."


@pghistory.track(
    pghistory.UpdateEvent("kipp_rules", condition=KIPP_RULES_CHANGED, row=pghistory.Old),
    fields=[*KIPP_RULES],
    append_only=True,
    model_name="PastKippRules",
    obj_field=pghistory.ObjForeignKey(related_name="past_rules"),
)
class Edition(models.Model):
    """One year of one national programme; what its guide leaves open is data a coordinator can edit."""

    class Programme(models.TextChoices):
        IGA = "iga", "IGA (Innovative Government Award)"
        KIPP = "kipp", "KIPP (Kompetisi Inovasi Pelayanan Publik)"

    programme = models.CharField("program", max_length=4, choices=Programme)
    year = models.PositiveSmallIntegerField("tahun")
    name = LineField("nama", max_length=160)
    opens_on = models.DateField("dibuka", null=True, blank=True)
    closes_on = models.DateField("ditutup", null=True, blank=True)
    min_age_months = models.PositiveSmallIntegerField("umur paling sedikit (bulan)", null=True, blank=True)
    quota = models.PositiveSmallIntegerField("kuota", null=True, blank=True)
    window_from = models.DateField("penerapan sejak", null=True, blank=True)
    window_until = models.DateField("penerapan sampai", null=True, blank=True)
    source = LineField("sumber aturan", max_length=300, blank=True)
    rules = models.JSONField("ketentuan lain", default=dict, blank=True)
    efforts = models.JSONField(
        "upaya menurut kota",
        default=dict,
        blank=True,
        help_text="By key of the indicator; the city's own, never frozen.",
    )
    version = models.PositiveIntegerField("versi", default=0, editable=False, help_text="Counts what was edited here.")
    published_at = models.DateTimeField("diterbitkan", null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "programme"]
        verbose_name = "edisi"
        verbose_name_plural = "edisi"
        triggers = [noted(), published_rules_stay(), held_years_only()]
        constraints = [
            models.UniqueConstraint(fields=["programme", "year"], name="edition_once"),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="edition_published_by_somebody",
                violation_error_message="Penerbitan memerlukan nama dan waktu.",
            ),
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
                name="edition_closes_after_opening",
                violation_error_message="Tanggal penutupan harus sesudah tanggal pembukaan.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def iga(self) -> IgaRules:
        """The rules of an IGA edition."""
        return IgaRules.model_validate(self.rules)

    @cached_property
    def kipp(self) -> KippRules:
        """The rules of a KIPP edition."""
        return KippRules.model_validate(self.rules)

    def limits_of(self, group: str) -> KippLimits:
        """The least age and the quota that hold for a nomination of this group in this KIPP edition."""
        return self.kipp.limits_of(group, KippLimits(self.min_age_months, self.quota))

    def is_closed(self, today: datetime.date) -> bool:
        """Whether this edition takes no more nominations on a day; without a known closing day, after its year."""
        return today > nominating.last_day(self.year, self.closes_on)

    def clean(self) -> None:
        """Raises ValidationError for a year in which KIPP is known not to have been held."""
        super().clean()
        if self.programme == self.Programme.KIPP and Edition.objects.paused(self.year):
            raise ValidationError({"year": f"Kementerian tidak mengadakan KIPP pada tahun {self.year}."})


class Indicator(models.Model):
    """One indicator of an IGA edition (domain.md 2.4): weight, evidence and three levels."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="indicators")
    number = models.PositiveSmallIntegerField("nomor")
    name = LineField("nama", max_length=160)
    variable = LineField("variabel", max_length=120, blank=True)
    definition = TypedField("definisi", blank=True)
    weight = models.PositiveSmallIntegerField("bobot")
    mandatory = models.BooleanField("wajib", default=False)
    evidence = TypedField("data dukung", blank=True)
    evidence_school = TypedField("pengganti untuk sekolah", blank=True)
    rules = models.JSONField("ketentuan lain", default=dict, blank=True, help_text="Notes, file types, measures, …")

    class Meta:
        ordering = ["number"]
        verbose_name = "indikator"
        verbose_name_plural = "indikator"
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="indicator_once")]
        triggers = [weights_reckoned(), published_table_stays("{row}.edition_id")]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"

    @cached_property
    def guide(self) -> IndicatorRules:
        """What the guide says of it beyond its columns."""
        return IndicatorRules.model_validate(self.rules)


class Level(models.Model):
    """What an innovation must show to reach one parameter of an indicator."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="levels")
    measure = LineField("ukuran", max_length=60, blank=True)
    value = models.PositiveSmallIntegerField("parameter")
    description = TypedField("uraian")

    class Meta:
        ordering = ["measure", "value"]
        verbose_name = "parameter"
        verbose_name_plural = "parameter"
        constraints = [models.UniqueConstraint(fields=["indicator", "measure", "value"], name="level_once")]
        triggers = [
            published_table_stays("(SELECT i.edition_id FROM competitions_indicator i WHERE i.id = {row}.indicator_id)")
        ]

    def __str__(self) -> str:
        return f"{self.value}: {self.description}"


@pghistory.track()
class Nomination(models.Model):
    """One proposal in one edition: nominated and prepared by the agency, chosen by the city, entered at the ministry.

    `earlier_result` is what was noted of results when they were one line without a stage; results are rows now.
    """

    State = nominating.NominationState

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="nominations", verbose_name="edisi")
    proposal = models.ForeignKey(
        SentProposal, models.PROTECT, related_name="nominations", db_constraint=False, verbose_name="usulan"
    )
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="nominations", verbose_name="instansi")
    state = models.CharField("keadaan", max_length=12, choices=State, default=State.NOMINATED, editable=False)
    registration_number = LineField("nomor registrasi", max_length=60, blank=True)
    earlier_result = LineField("hasil tanpa tahap", max_length=160, blank=True, editable=False)
    group = models.SlugField("kelompok", max_length=40, blank=True, db_index=False)
    category = models.SlugField("kategori", max_length=60, blank=True, db_index=False)
    innovator_name = LineField("nama inovator", max_length=160, blank=True)
    innovator_nip = LineField(
        "NIP inovator", max_length=18, blank=True, validators=[RegexValidator(r"^[0-9]{18}$", NIP_AS_IT_IS)]
    )
    contact_phone = LineField("telepon narahubung", max_length=40, blank=True)
    contact_email = models.EmailField("surel narahubung", blank=True)
    origin_innovation = LineField("inovasi asal", max_length=200, blank=True)
    origin_institution = LineField("instansi asal", max_length=200, blank=True)
    past_award_year = models.PositiveSmallIntegerField("tahun penghargaan terdahulu", null=True, blank=True)
    video_url = models.CharField(
        "tautan video", max_length=300, blank=True, validators=[URLValidator(["https", "http"])]
    )
    note = NoteField("catatan", max_length=300, blank=True)
    nominated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    nominated_at = models.DateTimeField("waktu", default=timezone.now)

    objects = NominationQuerySet.as_manager()

    class Meta:
        ordering = ["-nominated_at"]
        verbose_name = "nominasi"
        verbose_name_plural = "nominasi"
        triggers = [noted(), *nomination_guards()]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "registration_number"],
                condition=~Q(registration_number=""),
                name="nomination_number_once",
                violation_error_message=NUMBER_TAKEN,
            ),
            models.CheckConstraint(
                condition=Q(innovator_nip="") | Q(innovator_nip__regex=r"^[0-9]{18}$"),
                name="nomination_nip_digits",
                violation_error_message=NIP_AS_IT_IS,
            ),
            models.UniqueConstraint(
                fields=["edition", "proposal"],
                name="nomination_once",
                violation_error_message="Usulan ini sudah dinominasikan untuk edisi ini.",
            ),
            models.CheckConstraint(
                condition=~Q(state="entered") | ~Q(registration_number=""),
                name="nomination_entered_has_number",
                violation_error_message="Isi nomor registrasi kementerian.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} pada {self.edition}"
