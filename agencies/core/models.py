"""The ground floor's tables: districts, agencies and schools, people with their roles, and the inbox."""

import datetime

import pghistory
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from agencies.core.kinds import SCHOOL_KINDS, AgencyKind, Ownership
from agencies.core.querysets import AgencyQuerySet, NotificationQuerySet, UserManager
from agencies.core.triggers import account_triggers
from foundation.changes.triggers import noted
from foundation.text.fields import LineField, NoteField
from foundation.text.keys import ordered_by

# What other pages show of a person or decide by.
SHOWN_OF_USER = (
    "username", "full_name", "position", "agency_id", "is_active", "is_coordinator", "is_reviewer", "is_leader",
)  # fmt: skip

NAME_TAKEN = "Nama pengguna ini sudah dipakai, mungkin dengan huruf besar atau kecil."


class District(models.Model):
    """A kecamatan, or a kelurahan inside one, by its Kemendagri code."""

    class Kind(models.TextChoices):
        KECAMATAN = "kecamatan", "Kecamatan"
        KELURAHAN = "kelurahan", "Kelurahan"

    code = models.CharField("kode wilayah", max_length=13, unique=True)
    name = LineField("nama", max_length=80)
    kind = models.CharField("jenis", max_length=10, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="villages")
    sort_key = ordered_by("name")

    class Meta:
        ordering = ["code"]
        verbose_name = "wilayah"
        verbose_name_plural = "wilayah"
        triggers = [noted()]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="kecamatan", parent=None) | Q(kind="kelurahan", parent__isnull=False),
                name="district_village_has_parent",
                violation_error_message="Kelurahan harus berada di dalam satu kecamatan.",
            )
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(exclude=["sort_key", "short_sort_key"])
class Agency(models.Model):
    """A perangkat daerah, a unit under one, or a school: whoever owns proposals."""

    code = models.SlugField("kode", max_length=40, unique=True)
    name = LineField("nama", max_length=160)
    official_name = LineField("nama resmi", max_length=220)
    short_name = LineField("nama singkat", max_length=60)
    kind = models.CharField("jenis", max_length=12, choices=AgencyKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="units", verbose_name="induk"
    )
    npsn = models.CharField("NPSN", max_length=8, null=True, blank=True, unique=True)
    ownership = models.CharField("status sekolah", max_length=6, choices=Ownership, blank=True)
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="agencies", verbose_name="kecamatan"
    )
    village = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="village_agencies", verbose_name="kelurahan"
    )
    address = LineField("alamat", max_length=200, blank=True)
    contact_name = LineField("narahubung", max_length=120, blank=True)
    contact_phone = LineField("telepon atau WhatsApp", max_length=30, blank=True)
    contact_email = models.EmailField("surel", blank=True)
    in_target = models.BooleanField("perangkat daerah target", default=False)
    in_school_target = models.BooleanField("sekolah target", default=False)
    assumed = models.BooleanField("data perlu dipastikan", default=False)
    note = NoteField("catatan", max_length=300, blank=True)
    active_from = models.DateField("aktif sejak", null=True, blank=True)
    active_until = models.DateField("aktif sampai", null=True, blank=True)
    sort_key = ordered_by("name")
    short_sort_key = ordered_by("short_name")

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = "instansi"
        verbose_name_plural = "instansi"
        indexes = [models.Index(fields=["sort_key", "id"], name="agency_in_order")]
        triggers = [noted()]
        constraints = [
            models.CheckConstraint(
                condition=~Q(in_target=True, in_school_target=True),
                name="agency_one_target",
                violation_error_message="Satu instansi dihitung sebagai perangkat daerah atau sekolah, tidak keduanya.",
            ),
            models.CheckConstraint(
                condition=Q(npsn=None) | Q(npsn__regex=r"^[0-9A-Z]{8}$"),
                name="agency_npsn_form",
                violation_error_message="NPSN terdiri atas 8 angka atau huruf besar.",
            ),
            models.CheckConstraint(
                condition=Q(active_from=None) | Q(active_until=None) | Q(active_until__gte=F("active_from")),
                name="agency_active_order",
                violation_error_message="Tanggal akhir aktif harus sesudah tanggal awal.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("agencies:detail", args=[self.code])

    def is_active(self, on: datetime.date) -> bool:
        """Whether it exists on this day, as `AgencyQuerySet.active` says of rows."""
        return not (self.active_from and self.active_from > on) and not (self.active_until and self.active_until < on)

    @property
    def is_school(self) -> bool:
        """The same rule as `AgencyQuerySet.schools`."""
        return self.in_school_target or (self.kind in SCHOOL_KINDS and not self.in_target)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(
        condition=pghistory.AnyChange(
            "agency", "is_coordinator", "is_reviewer", "is_leader", "is_active", "is_superuser"
        )
    ),
    pghistory.DeleteEvent(),
    fields=["username", "email", "agency", "is_coordinator", "is_reviewer", "is_leader", "is_active", "is_superuser"],
)
class User(AbstractUser):
    """A person. Roles: proposer of `agency`, coordinator, reviewer, leader; one person may hold several."""

    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="people", verbose_name="instansi"
    )
    full_name = LineField("nama lengkap", max_length=150, blank=True)
    position = LineField("jabatan", max_length=150, blank=True)
    phone = LineField("telepon atau WhatsApp", max_length=30, blank=True)
    is_coordinator = models.BooleanField("koordinator Bapperida", default=False)
    is_reviewer = models.BooleanField("penilai", default=False)
    is_leader = models.BooleanField("pimpinan", default=False)
    is_demo = models.BooleanField("akun contoh", default=False, editable=False)
    # Kept by the database (triggers.py). Sessions of an earlier round are over.
    session_round = models.PositiveIntegerField("putaran sesi", default=0, editable=False)
    privileged_since = models.DateTimeField("berperan penting sejak", null=True, editable=False)
    sort_key = ordered_by("full_name", "username")

    objects = UserManager()  # type: ignore[misc]  # the manager stands in for the one of AbstractUser

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = "pengguna"
        verbose_name_plural = "pengguna"
        indexes = [models.Index(fields=["sort_key", "id"], name="person_in_order")]
        # Signing in writes the moment of it, which no page counts.
        triggers = [noted(*SHOWN_OF_USER), *account_triggers()]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="user_name_whatever_case",
                violation_error_message=NAME_TAKEN,
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    def clean(self) -> None:
        """Says at the field what the database would refuse: a name that differs from another by case only."""
        super().clean()
        others = User.objects.exclude(pk=self.pk).exclude(username=self.username)
        if others.filter(username__iexact=self.username).exists():
            raise ValidationError({"username": NAME_TAKEN})

    def get_full_name(self) -> str:
        return str(self)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must carry to be this person's: Django's hash of the password, and the round of sessions."""
        usual: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]  # not in the stubs
        return f"{self.session_round}:{usual}" if self.session_round else usual

    @cached_property
    def unread(self) -> int:
        """How many lines of the inbox are unread; the person of a request brings it along."""
        return self.notifications.filter(read_at=None).count()

    @cached_property
    def has_second_factor(self) -> bool:
        """Whether signing in takes more than the password; the person of a request brings it along."""
        kept = self.authenticator_set  # type: ignore[attr-defined]  # allauth comes without types
        return bool(kept.filter(type__in=("totp", "webauthn")).exists())

    @property
    def role_names(self) -> list[str]:
        """The roles this person holds, in words."""
        held = (
            (self.is_coordinator, "Koordinator"),
            (self.is_leader, "Pimpinan"),
            (self.is_reviewer, "Penilai"),
            (self.agency_id is not None, "Pengusul"),
        )
        return [name for holds, name in held if holds]


class Notification(models.Model):
    """One line in a person's inbox, linking to what it is about; `about` is the key of a proposal that it tells of."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notifications")
    text = LineField("isi", max_length=300)
    url = models.CharField("alamat", max_length=200, blank=True)
    about = models.BigIntegerField("tentang", null=True, blank=True)
    created_at = models.DateTimeField("waktu", default=timezone.now, editable=False)
    read_at = models.DateTimeField("dibaca", null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "pemberitahuan"
        verbose_name_plural = "pemberitahuan"
        indexes = [
            models.Index(fields=["user"], condition=Q(read_at=None), name="notification_unread"),
            models.Index(fields=["about"], condition=Q(about__isnull=False), name="notification_about"),
        ]

    def __str__(self) -> str:
        return self.text
