"""Tables of presentations and visits, with the triggers by which conflicts and tasks take people off juries."""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import Agency
from foundation.changes.triggers import noted
from foundation.issued.models import IssuedPaper
from foundation.text.fields import LineField, NoteField, TypedField
from proposals.core.period.models import TimeSpan
from proposals.core.sent import SentProposal
from reviews.core.models import Assignment, Interest, ReviewStage
from reviews.presenting import guards, times
from reviews.presenting.querysets import SlotQuerySet

# Ranges open at the end are equal when what they begin with is, so that no extension of the database is needed.
PLACE_RANGE = Func(
    Func(Lower("place"), Value(0), function="hashtextextended", template="(%(function)s(%(expressions)s) >> 1)"),
    Value(None, output_field=models.BigIntegerField()),
    function="int8range",
    output_field=BigIntegerRangeField(),
)
PERSON_RANGE = Func(
    F("reviewer"),
    Value(None, output_field=models.BigIntegerField()),
    function="int8range",
    output_field=BigIntegerRangeField(),
)
TIME = TimeSpan("starts", "ends")


class Session(models.Model):
    """Some hours in one room, or of visits on one way, in which proposals of a stage stand one after the other."""

    class Kind(models.TextChoices):
        TALK = "presentasi", "Presentasi"
        VISIT = "kunjungan", "Kunjungan lapangan"

    stage = models.ForeignKey(ReviewStage, models.PROTECT, related_name="sessions", verbose_name="tahap")
    kind = models.CharField("jenis", max_length=10, choices=Kind, default=Kind.TALK)
    place = LineField("tempat", max_length=120)
    starts = models.DateTimeField("mulai")
    ends = models.DateTimeField("selesai")
    minutes = models.PositiveSmallIntegerField("lama tiap usulan (menit)", default=20)
    pause = models.PositiveSmallIntegerField("jeda (menit)", default=5)

    class Meta:
        ordering = ["starts", "place", "pk"]
        verbose_name = "sesi presentasi"
        verbose_name_plural = "sesi presentasi"
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="session_ends_after_start"),
            models.CheckConstraint(condition=Q(minutes__gte=5), name="session_slots_have_length"),
        ]
        triggers = [guards.session_guard(), noted()]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.place}"

    def get_absolute_url(self) -> str:
        return reverse("reviews:session", args=[self.pk])


class Slot(models.Model):
    """The time of one proposal; there is one in each stage, which is moved and not made anew.

    `uid` and `sequence` name it in the calendars of those who were told; `invitation` is the newest letter on it, which
    has no bytes until the queue has printed it.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Direncanakan"
        MOVED = "moved", "Dipindahkan"
        HELD = "held", "Sudah berlangsung"
        MISSED = "missed", "Tidak hadir"

    session = models.ForeignKey(Session, models.PROTECT, related_name="slots", verbose_name="sesi")
    stage = models.ForeignKey(ReviewStage, models.PROTECT, related_name="slots", editable=False)
    proposal = models.ForeignKey(SentProposal, models.PROTECT, related_name="slots", db_constraint=False)
    place = LineField("tempat", max_length=120, editable=False)
    starts = models.DateTimeField("mulai")
    ends = models.DateTimeField("selesai")
    state = models.CharField("keadaan", max_length=7, choices=State, default=State.PLANNED)
    uid = models.UUIDField("tanda di kalender", default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField("perubahan ke", default=0, editable=False)
    invitation = models.ForeignKey(
        IssuedPaper, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="surat undangan"
    )

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering = ["starts", "pk"]
        verbose_name = "jadwal presentasi"
        verbose_name_plural = "jadwal presentasi"
        constraints = [
            models.UniqueConstraint(fields=["stage", "proposal"], name="slot_once_in_stage"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="slot_ends_after_start"),
            ExclusionConstraint(
                name="slot_alone_in_room",
                expressions=[(PLACE_RANGE, RangeOperators.EQUAL), (TIME, RangeOperators.OVERLAPS)],
                condition=~Q(state="missed"),
            ),
        ]
        triggers = [*guards.slot_guards(), times.slot_time_guard(), *times.schedule_recorded(), noted()]

    def __str__(self) -> str:
        return f"{self.proposal.reference}, {timezone.localtime(self.starts):%d/%m/%Y %H.%M}"

    @property
    def is_ahead(self) -> bool:
        """Whether it is still to be held."""
        return self.state in {self.State.PLANNED, self.State.MOVED}

    @property
    def has_begun(self) -> bool:
        """Whether its time has come."""
        return self.starts <= timezone.now()


class SlotJury(models.Model):
    """One person who listens in a slot; when that is, the database takes over from the slot.

    `invitation` is the newest letter to that person on it, as of a slot.
    """

    slot = models.ForeignKey(Slot, models.CASCADE, related_name="jury")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="jury_slots")
    starts = models.DateTimeField(editable=False)
    ends = models.DateTimeField(editable=False)
    sits = models.BooleanField(default=True, editable=False)
    invitation = models.ForeignKey(
        IssuedPaper, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="surat undangan"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = "anggota juri"
        verbose_name_plural = "anggota juri"
        constraints = [
            models.UniqueConstraint(fields=["slot", "reviewer"], name="juror_once_in_slot"),
            ExclusionConstraint(
                name="juror_in_one_place",
                expressions=[(PERSON_RANGE, RangeOperators.EQUAL), (TIME, RangeOperators.OVERLAPS)],
                condition=Q(sits=True),
            ),
        ]
        triggers = [
            guards.jury_guard(), times.jury_time_guard(), guards.jury_seat_left(), guards.jury_seat_taken(),
            times.jury_recorded(), noted(),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.reviewer}, {self.slot}"


class VisitMinutes(models.Model):
    """What the jury saw on a visit; written again, it takes the place of what stood there, until it is closed.

    `paper` is what it says for good: with it the minutes are closed, and neither they nor their photos change any more.
    """

    slot = models.OneToOneField(Slot, models.PROTECT, related_name="minutes")
    seen = TypedField("yang dilihat di lapangan")
    met = NoteField("yang ditemui", max_length=500, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="penulis")
    written_at = models.DateTimeField("ditulis", default=timezone.now)
    paper = models.ForeignKey(
        IssuedPaper, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="naskah yang ditutup"
    )

    class Meta:
        verbose_name = "berita acara kunjungan"
        verbose_name_plural = "berita acara kunjungan"
        constraints = [models.CheckConstraint(condition=~Q(seen=""), name="visit_minutes_have_words")]
        triggers = [guards.closed_minutes_stay(), noted()]

    def __str__(self) -> str:
        return f"Berita acara {self.slot}"

    @property
    def is_closed(self) -> bool:
        """Whether they say for good what they say."""
        return self.paper_id is not None


class Absence(models.Model):
    """A time in which a reviewer cannot come."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="absences", verbose_name="penilai"
    )
    starts = models.DateTimeField("mulai")
    ends = models.DateTimeField("sampai")

    class Meta:
        ordering = ["starts", "pk"]
        verbose_name = "waktu berhalangan"
        verbose_name_plural = "waktu berhalangan"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")),
                name="absence_ends_after_start",
                violation_error_message="Waktu sampai harus sesudah waktu mulai.",
            )
        ]
        triggers = [times.absence_guard()]

    def __str__(self) -> str:
        return str(self.person)


class AgencyAbsence(models.Model):
    """A time in which nobody of an agency can come to present."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="absences", verbose_name="instansi")
    starts = models.DateTimeField("mulai")
    ends = models.DateTimeField("sampai")

    class Meta:
        ordering = ["starts", "pk"]
        verbose_name = "waktu instansi berhalangan"
        verbose_name_plural = "waktu instansi berhalangan"
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="agency_absence_ends_after_start")
        ]
        triggers = [times.agency_absence_guard()]

    def __str__(self) -> str:
        return str(self.agency)


class JuryInterest(Interest):
    """The conflict of interest as juries follow it; only a table for a trigger."""

    class Meta:
        proxy = True
        verbose_name = "benturan yang mengubah juri"
        verbose_name_plural = "benturan yang mengubah juri"
        triggers = [guards.conflict_leaves_jury()]


class JuryTask(Assignment):
    """The assignment as juries follow it; only a table for a trigger."""

    class Meta:
        proxy = True
        verbose_name = "penugasan yang mengubah juri"
        verbose_name_plural = "penugasan yang mengubah juri"
        triggers = [guards.task_leaves_jury()]
