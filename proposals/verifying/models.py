"""The checklist by which a year's proposals are verified, and what coordinators answered about a sent version."""

from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from foundation.text.fields import LineField, TypedField
from proposals.core.guide.models import FormGuide
from proposals.core.history.record import Revision
from proposals.verifying.guards import question_stays_as_answered

PLACES: Final = ("section", "column", "file")


class CheckItems(models.QuerySet["CheckItem"]):
    """Selections of questions."""

    def valid(self) -> Self:
        """Those that no other version replaced, on or off."""
        return self.filter(replaced_at=None)

    def in_use(self) -> Self:
        """Those whose words stay: somebody answered them, or another version replaced them."""
        return self.filter(~Q(replaced_at=None) | Exists(CheckTick.objects.filter(item=OuterRef("pk"))))


class CheckItem(models.Model):
    """One question of the checklist of a guide, and where a remark goes when the answer is "Belum".

    `place` is empty (the whole proposal) or one of PLACES and a key: `section:hasil`, `column:applied_date`,
    `file:surat_pengantar` (the key of a kind of evidence). Other words make another `version` of the question, which
    takes the place of this one (`replaced_at`); so an answer stays with the words that were asked.
    """

    class Machine(models.TextChoices):
        """What the portal finds out by itself; a question with none of these is for a person alone."""

        PROFILE = "profile", "profil lengkap"
        DATES = "dates", "tanggal berurutan"
        WORDS = "words", "jumlah kata"
        FILES = "files", "berkas wajib"
        SCANNED = "scanned", "pemindaian berkas"
        PLACE = "place", "titik lokasi"
        ALIKE = "alike", "usulan yang mirip"
        SAME_FILES = "same_files", "berkas yang sama"
        EARLIER_REMARKS = "earlier_remarks", "catatan tahun lalu"
        KIPP_AGE = "kipp_age", "umur menurut KIPP"
        IGA_WINDOW = "iga_window", "rentang waktu IGA"

    guide = models.ForeignKey(FormGuide, models.CASCADE, related_name="check_items")
    key = models.SlugField("kunci", max_length=40)
    question = LineField("pertanyaan", max_length=160)
    source = LineField("dasar", max_length=160)
    machine = models.CharField("diperiksa portal", max_length=20, choices=Machine, blank=True)
    place = models.CharField("tempat catatan", max_length=60, blank=True)
    order = models.PositiveSmallIntegerField("urutan", default=0)
    version = models.PositiveSmallIntegerField("versi", default=1, editable=False)
    is_on = models.BooleanField("ditanyakan", default=True)
    replaced_at = models.DateTimeField("diganti", null=True, blank=True, editable=False)

    objects = CheckItems.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "pertanyaan verifikasi"
        verbose_name_plural = "pertanyaan verifikasi"
        constraints = [
            models.UniqueConstraint(fields=["guide", "key", "version"], name="check_item_version_once"),
            models.UniqueConstraint(
                fields=["guide", "key"], condition=Q(replaced_at=None), name="check_item_one_valid_version"
            ),
        ]
        triggers = [question_stays_as_answered()]

    def __str__(self) -> str:
        return self.question

    @property
    def field(self) -> str:
        """How the desk calls it in the names of its fields: another version is another question."""
        return self.key if self.version == 1 else f"{self.key}.{self.version}"


class CheckTick(models.Model):
    """A coordinator's own answer to one question about one sent version, which goes before what the portal found."""

    class Answer(models.TextChoices):
        FITS = "sesuai", "Sesuai"
        LACKS = "belum", "Belum"

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="ticks", verbose_name="revisi")
    item = models.ForeignKey(CheckItem, models.PROTECT, related_name="ticks", verbose_name="pertanyaan")
    answer = models.CharField("jawaban", max_length=6, choices=Answer)
    note = TypedField("catatan", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="oleh")
    at = models.DateTimeField("waktu", default=timezone.now)

    class Meta:
        ordering = ["item__order", "pk"]
        verbose_name = "jawaban verifikasi"
        verbose_name_plural = "jawaban verifikasi"
        constraints = [models.UniqueConstraint(fields=["revision", "item"], name="check_tick_once")]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_answer_display()}"
