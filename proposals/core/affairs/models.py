"""The government affairs that innovations belong to."""

from django.db import models

from agencies.core.models import Agency
from foundation.changes.triggers import noted
from foundation.text.fields import LineField
from foundation.text.keys import ordered_by


class Affair(models.Model):
    """An urusan pemerintahan of the ministry's list (UU 23/2014, Permendagri 90/2019)."""

    key = models.SlugField("kunci", max_length=60, unique=True)
    code = models.CharField("kode", max_length=5, blank=True)
    name = LineField("nama", max_length=120)
    group = LineField("kelompok", max_length=80)
    sort_key = ordered_by("name")
    basic_service = models.BooleanField("pelayanan dasar", default=False)
    selectable = models.BooleanField("dapat dipilih", default=True)
    crossing_only = models.BooleanField("hanya sebagai urusan beririsan", default=False)
    sign = models.CharField("gambar", max_length=20, blank=True, help_text="One of affairs.signs.SIGNS.")
    order = models.PositiveSmallIntegerField("urutan", default=0)
    agencies = models.ManyToManyField(Agency, blank=True, related_name="affairs")

    class Meta:
        ordering = ["order"]
        verbose_name = "urusan"
        verbose_name_plural = "urusan"
        triggers = [noted()]

    def __str__(self) -> str:
        return self.name
