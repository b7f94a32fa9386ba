"""The figures of the city's own part: one row per row of the edition's table, with document, source and second look."""

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from competitions.core.models import Edition
from foundation.changes.triggers import noted
from foundation.text.fields import LineField, NoteField

SEEN = (
    "level", "figure", "document_title", "document_number", "document_date", "url", "sha256",
)  # fmt: skip
"""What the second look judges; a change of it opens that look again."""


def _differs(*columns: str) -> str:
    return " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in columns)


def city_document_path(figure: "CityFigure", filename: str) -> str:
    """Where the document lies in the storage; the name is its content, never what the user typed."""
    return f"bukti-daerah/{figure.sha256[:2]}/{figure.sha256}"


@pghistory.track()
class CityFigure(models.Model):
    """What the city claims in one row of the SPD of one edition; `row` is the key of that row in the edition's rules.

    `version` counts changes, so that a page that was opened earlier overwrites nothing. The database takes the second
    look back whenever level, figure or document change.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="city_figures", verbose_name="edisi")
    row = models.SlugField("baris", max_length=40)
    level = models.PositiveSmallIntegerField("parameter", null=True, blank=True)
    figure = models.DecimalField("angka", max_digits=14, decimal_places=2, null=True, blank=True)
    document_title = LineField("judul dokumen", max_length=200, blank=True)
    document_number = LineField("nomor dokumen", max_length=80, blank=True)
    document_date = models.DateField("tanggal dokumen", null=True, blank=True)
    url = models.CharField(
        "tautan dokumen", max_length=500, blank=True,
        validators=[URLValidator(["https", "http"], message="Salin alamat lengkapnya, mulai dari https://.")],
    )  # fmt: skip
    file = models.FileField("berkas dokumen", upload_to=city_document_path, max_length=120, blank=True)
    file_name = LineField("nama berkas", max_length=150, blank=True)
    content_type = models.CharField("jenis isi", max_length=80, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    note = NoteField("catatan", max_length=500, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("diisi", default=timezone.now)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    checked_at = models.DateTimeField("diperiksa", null=True, blank=True, editable=False)
    version = models.PositiveIntegerField("versi", default=1, editable=False)

    class Meta:
        ordering = ["row"]
        verbose_name = "angka bagian daerah"
        verbose_name_plural = "angka bagian daerah"
        constraints = [
            models.UniqueConstraint(fields=["edition", "row"], name="cityfigure_once"),
            models.CheckConstraint(condition=Q(level=None) | Q(level__lte=3), name="cityfigure_level_to_three"),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("entered_by")),
                name="cityfigure_checked_by_another",
                violation_error_message="Pemeriksa harus orang lain daripada yang mengisi.",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | Q(checked_at__isnull=False, level__isnull=False),
                name="cityfigure_checked_with_level",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="cityfigure_reopens",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=f"""
                    IF {_differs(*SEEN)} THEN
                        NEW.checked_by_id := NULL; NEW.checked_at := NULL;
                    END IF;
                    IF {_differs(*SEEN, "note")} THEN
                        NEW.version := OLD.version + 1;
                    END IF;
                    RETURN NEW;
                """,
            ),
            noted(),
        ]

    def __str__(self) -> str:
        return f"{self.row} pada {self.edition}"

    @property
    def has_document(self) -> bool:
        """Whether a second person could look the level up: a file, a link, or at least which document it is."""
        return bool(self.file or self.url or self.document_title or self.document_number)
