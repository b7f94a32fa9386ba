"""The table of officials: one row per person in an office, from one day to another."""

import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Cast, Concat, Lower
from django.urls import reverse

from agencies.core.models import Agency, User
from agencies.officials.grades import GRADE_CHOICES, doubts, rank_of
from agencies.officials.offices import Office, OfficialStanding, office_name
from agencies.officials.querysets import OfficialQuerySet
from agencies.officials.triggers import official_guards
from foundation.changes.triggers import noted
from foundation.papers.official import signatures
from foundation.papers.official.signatures import Signatory, grouped_nip, rank_in_words
from foundation.text.fields import LineField, NoteField

ONLY_DIGITS = "NIP hanya berisi angka, tanpa huruf."


# The office as one text: the kind, of which agency, and what the list has no name for.
SEAT = Concat(
    F("office"),
    Value(":"),
    Cast(F("agency"), models.CharField()),
    Value(":"),
    Case(When(office=Office.OTHER, then=Lower("title")), default=Value("")),
    output_field=models.CharField(),
)
# As a range of numbers, which an exclusion can compare without any extension of PostgreSQL.
SEAT_RANGE = Func(
    Func("seat", Value(0), function="hashtextextended", template="(%(function)s(%(expressions)s) >> 1)"),
    Value(None, output_field=models.BigIntegerField()),
    function="int8range",
    output_field=BigIntegerRangeField(),
)
DAYS = Func("since", "until", Value("[]"), function="daterange", output_field=DateRangeField())


class Official(models.Model):
    """One person in one office. Another person is another row; a row is corrected, never made over to somebody else.

    `until` is the last day, None while it lasts. `title` names an office that is not in the list, or the head of an
    agency who is not called "Kepala ...". The name stands in three parts because papers print it with degrees or bare.
    """

    office = models.CharField("jabatan", max_length=24, choices=Office)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="officials", verbose_name="instansi"
    )
    title = LineField("sebutan jabatan", max_length=220, blank=True)
    standing = models.CharField(
        "kedudukan", max_length=12, choices=OfficialStanding, default=OfficialStanding.DEFINITIVE
    )
    front = LineField("gelar di depan nama", max_length=60, blank=True)
    name = LineField("nama tanpa gelar", max_length=120)
    back = LineField("gelar di belakang nama", max_length=80, blank=True)
    nip = models.CharField("NIP", max_length=30, blank=True, validators=[RegexValidator(r"\A[0-9]*\Z", ONLY_DIGITS)])
    grade = models.CharField("pangkat dan golongan", max_length=6, choices=GRADE_CHOICES, blank=True)
    on_behalf_of = LineField("atas nama (a.n.)", max_length=220, blank=True)
    since = models.DateField("mulai")
    until = models.DateField("sampai", null=True, blank=True)
    account = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="held_offices", verbose_name="akun di portal"
    )
    reason = NoteField("alasan perubahan terakhir", max_length=300, blank=True)
    seat = models.GeneratedField(expression=SEAT, output_field=models.CharField(max_length=300), db_persist=True)
    mistaken = models.BooleanField("catatan keliru", default=False, editable=False)

    objects = OfficialQuerySet.as_manager()

    class Meta:
        ordering = ["seat", "-since", "-pk"]
        verbose_name = "pejabat"
        verbose_name_plural = "pejabat"
        indexes = [models.Index(fields=["account", "since"], name="official_of_account")]
        triggers = [*official_guards(), noted()]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="official_days_in_order",
                violation_error_message="Hari terakhir harus sama dengan atau sesudah hari mulai.",
            ),
            models.CheckConstraint(
                condition=Q(office=Office.AGENCY_HEAD, agency__isnull=False)
                | (~Q(office=Office.AGENCY_HEAD) & Q(agency=None)),
                name="official_head_of_agency",
                violation_error_message="Pilih instansi hanya bila jabatannya kepala instansi.",
            ),
            models.CheckConstraint(
                condition=~Q(office=Office.OTHER, title=""),
                name="official_other_has_title",
                violation_error_message="Tulis sebutan jabatannya.",
            ),
            models.CheckConstraint(
                condition=Q(nip__regex=r"^[0-9]*$"), name="official_nip_digits", violation_error_message=ONLY_DIGITS
            ),
            ExclusionConstraint(
                name="official_one_definitive",
                expressions=[(SEAT_RANGE, RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
                condition=Q(standing=OfficialStanding.DEFINITIVE, mistaken=False),
                violation_error_message="Jabatan ini sudah punya pejabat definitif pada hari-hari itu.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("agencies:official", args=[self.pk])

    @property
    def signatory(self) -> Signatory:
        """Who signs, as a paper of the days of this record names them."""
        return Signatory(
            office=self.office_title,
            status=signatures.Standing[OfficialStanding(self.standing).name],
            front=self.front,
            name=self.name,
            back=self.back,
            nip=self.nip,
            rank=self.rank,
            grade=self.grade,
            on_behalf_of=self.on_behalf_of,
        )

    @property
    def full_name(self) -> str:
        """The name with its degrees, such as "Dr. Budi Santoso, S.T., M.Si."."""
        return self.signatory.full_name

    @property
    def office_title(self) -> str:
        """The office as papers name it, without the standing."""
        return self.title or office_name(self.office, self.agency)

    @property
    def office_in_full(self) -> str:
        """The office with the standing of who acts in it, such as "Plt. Kepala Dinas Kesehatan"."""
        acting = "" if self.standing == OfficialStanding.DEFINITIVE else f"{self.get_standing_display()} "
        return f"{acting}{self.office_title}"

    @property
    def rank(self) -> str:
        return rank_of(self.grade)

    @property
    def rank_and_nip(self) -> str:
        """Pangkat, golongan and NIP as papers print them, as far as they are known."""
        known = (rank_in_words(self.rank, self.grade), f"NIP {grouped_nip(self.nip)}" if self.nip else "")
        return ", ".join(part for part in known if part)

    @property
    def doubts(self) -> list[str]:
        """What looks wrong about the NIP."""
        return doubts(self.nip)

    def holds(self, on: datetime.date) -> bool:
        """Whether it is in force on this day, as `OfficialQuerySet.in_force` says of rows."""
        return not self.mistaken and self.since <= on and (self.until is None or on <= self.until)
