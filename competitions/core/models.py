"""National programmes: their yearly editions, the IGA indicator table, and KIPP nominations."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property

from agencies.core.models import Agency
from competitions.core import nominating
from competitions.core.guards import published_rules_stay, published_table_stays, weights_reckoned
from competitions.core.igarules import IgaRules
from competitions.core.indicatorrules import IndicatorRules
from competitions.core.kipprules import KippRules
from competitions.core.querysets import EditionQuerySet, NominationQuerySet
from foundation.changes.triggers import noted
from foundation.text.fields import LineField, NoteField, TypedField
from proposals.core.sent import SentProposal


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
        triggers = [noted(), published_rules_stay()]
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
    """One proposal in one edition: nominated by the agency, shortlisted by the city, entered at the ministry."""

    State = nominating.NominationState

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="nominations", verbose_name="edisi")
    proposal = models.ForeignKey(
        SentProposal, models.PROTECT, related_name="nominations", db_constraint=False, verbose_name="usulan"
    )
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="nominations", verbose_name="instansi")
    state = models.CharField("keadaan", max_length=12, choices=State, default=State.NOMINATED, editable=False)
    registration_number = LineField("nomor registrasi", max_length=60, blank=True)
    result = LineField("hasil", max_length=160, blank=True)
    note = NoteField("catatan", max_length=300, blank=True)
    nominated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    nominated_at = models.DateTimeField("waktu", default=timezone.now)

    objects = NominationQuerySet.as_manager()

    class Meta:
        ordering = ["-nominated_at"]
        verbose_name = "nominasi"
        verbose_name_plural = "nominasi"
        triggers = [noted()]
        constraints = [
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
