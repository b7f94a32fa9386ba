"""Decision meetings: who was there, what was decided on each proposal, who signed, its release and its papers."""

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from foundation.issued.models import IssuedPaper
from foundation.text.fields import LineField, TypedField
from proposals.core.period.models import Period
from proposals.core.sent import SentProposal
from proposals.core.workflow import OUTCOMES, Action
from reviews.core.models import ReviewStage
from reviews.meeting.core.guards import (
    decision_guard,
    decision_of_the_period,
    deviation_guard,
    meeting_guards,
    member_guard,
)
from reviews.meeting.core.querysets import DeviationQuerySet, MeetingQuerySet
from reviews.procedure.models import Procedure
from reviews.procedure.rules import DeviationKind

if TYPE_CHECKING:
    from agencies.core.models import User


class Meeting(models.Model):
    """A decision meeting of a period. Its outcomes are prepared, signed by two people, and only then released."""

    class State(models.TextChoices):
        PREPARED = "prepared", "Disiapkan"
        SIGNED = "signed", "Disetujui"
        RELEASED = "released", "Dirilis"

    period = models.ForeignKey(Period, models.PROTECT, related_name="meetings", verbose_name="periode")
    title = LineField("nama rapat", max_length=160)
    number = LineField("nomor berita acara", max_length=80, blank=True)
    letters_from = LineField("nomor surat hasil yang pertama", max_length=80, blank=True, editable=False)
    held_at = models.DateTimeField("waktu rapat")
    place = LineField("tempat", max_length=160)
    guests = TypedField("undangan tanpa akun", blank=True)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="chaired_meetings", verbose_name="ketua rapat"
    )
    head = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="headed_meetings", verbose_name="Kepala Bapperida"
    )
    state = models.CharField("keadaan", max_length=8, choices=State, default=State.PREPARED, editable=False)
    chair_signed_at = models.DateTimeField("disetujui ketua", null=True, blank=True, editable=False)
    head_signed_at = models.DateTimeField("disetujui Kepala Bapperida", null=True, blank=True, editable=False)
    # The database writes it with the signatures; a later meeting of the period may go by another version.
    kept_procedure = models.JSONField("tata cara saat disetujui", null=True, editable=False)
    released_at = models.DateTimeField("dirilis", null=True, blank=True, editable=False)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    check_value = models.CharField("nilai periksa saat rilis", max_length=90, blank=True, editable=False)
    decree_number = LineField("nomor SK penetapan", max_length=120, blank=True, editable=False)
    decree_date = models.DateField("tanggal SK penetapan", null=True, blank=True, editable=False)
    decree_paper = models.ForeignKey(
        IssuedPaper, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="pindaian SK"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField("dibuat", default=timezone.now, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-held_at", "-pk"]
        verbose_name = "rapat penetapan"
        verbose_name_plural = "rapat penetapan"
        constraints = [
            models.CheckConstraint(
                condition=~Q(chair=F("head")),
                name="meeting_two_signatories",
                violation_error_message="Ketua rapat dan Kepala Bapperida harus dua orang yang berbeda.",
            ),
            models.CheckConstraint(
                condition=Q(state="prepared") | Q(chair_signed_at__isnull=False),
                name="meeting_signed_by_its_chair",
            ),
            models.CheckConstraint(
                condition=Q(state="released", released_at__isnull=False, released_by__isnull=False)
                | (~Q(state="released") & Q(released_at=None, decree_number="")),
                name="meeting_release_has_time",
            ),
            # Decrees that were entered before dates and scans were kept have a number alone.
            models.CheckConstraint(
                condition=Q(decree_date=None, decree_paper=None)
                | (Q(decree_date__isnull=False, decree_paper__isnull=False) & ~Q(decree_number="")),
                name="meeting_decree_is_whole",
            ),
        ]
        triggers = meeting_guards()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reviews:meeting", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether its outcomes may still be changed: prepared, and nobody has signed."""
        return self.state == self.State.PREPARED and not (self.chair_signed_at or self.head_signed_at)

    @property
    def is_signed(self) -> bool:
        return self.state == self.State.SIGNED

    @property
    def is_released(self) -> bool:
        return self.state == self.State.RELEASED

    @property
    def procedure(self) -> Procedure:
        """The procedure that it goes by: that of its signatures, before them that of the period as it is now."""
        return Procedure(period=self.period, **self.kept_procedure) if self.kept_procedure else self.period.procedure

    def signatures(self) -> list[tuple[str, "User", datetime.datetime | None]]:
        """Those who sign by its procedure: role in words, person, moment or None."""
        chair = ("Ketua rapat", self.chair, self.chair_signed_at)
        if self.procedure.signers == Procedure.Signers.CHAIR:
            return [chair]
        return [chair, ("Kepala Bapperida", self.head, self.head_signed_at)]


class MeetingMember(models.Model):
    """A person with an account who was invited to a meeting, and whether the person came."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    present = models.BooleanField("hadir", default=False)

    class Meta:
        ordering = ["person__sort_key", "pk"]
        verbose_name = "peserta rapat"
        verbose_name_plural = "peserta rapat"
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="meeting_member_once")]
        triggers = [member_guard()]

    def __str__(self) -> str:
        return f"{self.person} ({'hadir' if self.present else 'tidak hadir'})"


class Decision(models.Model):
    """What a meeting decides on one proposal; it changes nothing before the release."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    proposal = models.ForeignKey(SentProposal, models.PROTECT, related_name="decisions", db_constraint=False)
    action = models.CharField("hasil", max_length=12, choices=Action)
    note = TypedField("alasan", blank=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField("disiapkan", default=timezone.now)
    carried_out_at = models.DateTimeField("dilaksanakan", null=True, editable=False)

    class Meta:
        ordering = ["proposal__number", "pk"]
        verbose_name = "keputusan"
        verbose_name_plural = "keputusan"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "proposal"], name="decision_once"),
            models.CheckConstraint(condition=Q(action__in=OUTCOMES), name="decision_is_an_outcome"),
        ]
        triggers = [decision_guard(), decision_of_the_period()]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.get_action_display()}"


class Deviation(models.Model):
    """In what a meeting departs from the procedure over one proposal, who allowed it and why; it is on the minutes.

    `stage`: in which stage reviews are missing; `place`: which rank was passed over.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="deviations")
    proposal = models.ForeignKey(SentProposal, models.PROTECT, related_name="+", db_constraint=False)
    kind = models.CharField("jenis", max_length=8, choices=DeviationKind)
    stage = models.ForeignKey(ReviewStage, models.CASCADE, null=True, related_name="+", verbose_name="tahap")
    place = models.PositiveIntegerField("peringkat", null=True)
    words = models.TextField("yang menyimpang")
    reason = TypedField("alasan")
    allowed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    allowed_at = models.DateTimeField("diizinkan", default=timezone.now)

    objects = DeviationQuerySet.as_manager()

    class Meta:
        ordering = ["proposal__number", "kind", "stage__order", "pk"]
        verbose_name = "penyimpangan"
        verbose_name_plural = "penyimpangan"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "proposal", "kind", "stage"], name="deviation_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="deviation_has_reason"),
        ]
        triggers = [deviation_guard()]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.get_kind_display()}"
